terraform {
  required_providers {
    google      = { source = "hashicorp/google" }
    google-beta = { source = "hashicorp/google-beta" }
    random      = { source = "hashicorp/random" }
  }
}
provider "google" {
  project = "p"
  region  = "r"
}

# sets: elements alike but for the group; static and dynamic; a conditional block
variable "extra" { default = true }
resource "google_compute_instance_group" "g" {
  count = 4
  name  = "g${count.index}"
  zone  = "z${count.index}"
}
resource "google_compute_instance_group_manager" "m" {
  name               = "m"
  base_instance_name = "m"
  zone               = "z"
  version { instance_template = google_compute_instance_template.t.self_link_unique }
}
resource "google_compute_instance_template" "t" {
  name_prefix  = "t-"
  machine_type = "e2"
  network_interface { network = google_compute_network.n.name }
}
resource "google_compute_network" "n" { name = "net" }
resource "google_compute_backend_service" "alike" {
  name = "alike"
  backend { group = google_compute_instance_group.g[3].id }
  backend { group = google_compute_instance_group.g[1].self_link }
  backend { group = google_compute_instance_group_manager.m.instance_group }
}
resource "google_compute_backend_service" "differ" {
  name = "differ"
  backend {
    group          = google_compute_instance_group.g[0].id
    balancing_mode = "RATE"
    max_rate       = 100
  }
  backend {
    group          = google_compute_instance_group.g[1].id
    balancing_mode = "RATE"
    max_rate       = 50
  }
  backend {
    group          = google_compute_instance_group.g[2].id
    balancing_mode = "UTILIZATION"
  }
}
resource "google_compute_backend_service" "mixed" {
  name = "mixed"
  backend {
    group       = google_compute_instance_group.g[0].id
    description = "static"
  }
  dynamic "backend" {
    for_each = var.extra ? [1] : []
    content {
      group       = google_compute_instance_group.g[2].id
      description = "dynamic"
    }
  }
  dynamic "backend" {
    for_each = toset([google_compute_instance_group.g[1].id, google_compute_instance_group.g[3].id])
    content {
      group = backend.value
    }
  }
}
resource "google_compute_backend_service" "splat" {
  name = "splat"
  dynamic "backend" {
    for_each = google_compute_instance_group.g[*].self_link
    content {
      group = backend.value
    }
  }
}
resource "google_compute_firewall" "f" {
  name    = "f"
  network = google_compute_network.n.name
  allow {
    protocol = "tcp"
    ports    = ["80"]
  }
}
resource "random_id" "r" { byte_length = 2 }
resource "google_storage_bucket" "b" {
  name     = "b-${random_id.r.hex}"
  location = "EU"
}
resource "google_compute_backend_bucket" "bb" {
  name        = "bb-${random_id.r.hex}"
  bucket_name = google_storage_bucket.b.name
}
resource "google_cloud_run_v2_service" "s" {
  name     = "svc-${random_id.r.hex}"
  location = "eu"
}
resource "google_compute_region_network_endpoint_group" "run" {
  name   = "run"
  region = "eu"
  cloud_run { service = google_cloud_run_v2_service.s.name }
}
resource "google_cloud_run_v2_service_iam_member" "i" {
  name     = google_cloud_run_v2_service.s.name
  location = google_cloud_run_v2_service.s.location
  role     = "roles/run.invoker"
  member   = "serviceAccount:${google_service_account.sa.email}"
}
resource "google_service_account" "sa" { account_id = "x" }
resource "google_compute_url_map" "m" {
  name            = "m"
  default_service = google_compute_backend_bucket.bb.id
  test {
    service = google_compute_backend_service.splat.id
    host    = "a"
    path    = "/"
  }
}
resource "google_certificate_manager_certificate" "c" {
  name = "c"
  managed { dns_authorizations = [google_certificate_manager_dns_authorization.d.id] }
}
resource "google_certificate_manager_dns_authorization" "d" { name = "d" }
resource "google_certificate_manager_certificate_map" "map" { name = "map" }
resource "google_certificate_manager_certificate_map_entry" "e" {
  name         = "e"
  map          = google_certificate_manager_certificate_map.map.name
  certificates = [google_certificate_manager_certificate.c.id]
}
resource "google_compute_target_https_proxy" "p" {
  name            = "p"
  url_map         = google_compute_url_map.m.id
  certificate_map = "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.map.id}"
}
