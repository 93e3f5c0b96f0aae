# A global load balancer that routes by host and path: a bucket, two versions of an API.

terraform {
  required_version = ">= 1.3"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project = var.project
  region  = "europe-west1"
}

variable "project" {
  description = "ID of the project that everything lives in."
  type        = string
}

locals {
  regions  = toset(["europe-west1", "us-central1"])
  services = toset(["api", "next", "shadow", "site"])
}

module "frontend" {
  source = "../modules/https_frontend"

  name    = "content"
  domains = ["www.example.com", "api.example.com"]
  url_map = google_compute_url_map.content.id
}

module "network" {
  source = "../modules/network"

  server_tags = ["server"]
}

module "servers" {
  source   = "../modules/servers"
  for_each = local.regions

  name     = "content-group"
  region   = each.value
  template = google_compute_instance_template.server.id
}

resource "google_compute_url_map" "content" {
  name            = "content-map"
  default_service = google_compute_backend_service.service["site"].id

  host_rule {
    hosts        = ["www.example.com"]
    path_matcher = "site"
  }

  host_rule {
    hosts        = ["api.example.com"]
    path_matcher = "api"
  }

  path_matcher {
    name            = "site"
    default_service = google_compute_backend_service.service["site"].id

    path_rule {
      paths   = ["/static/*"]
      service = google_compute_backend_bucket.static.id
    }
  }

  path_matcher {
    name            = "api"
    default_service = google_compute_backend_service.service["api"].id

    route_rules {
      priority = 1

      match_rules {
        prefix_match = "/v2/"
      }

      route_action {
        request_mirror_policy {
          backend_service = google_compute_backend_service.service["shadow"].id
        }

        weighted_backend_services {
          backend_service = google_compute_backend_service.service["api"].id
          weight          = 90
        }

        weighted_backend_services {
          backend_service = google_compute_backend_service.service["next"].id
          weight          = 10
        }
      }
    }

    route_rules {
      priority = 2
      service  = google_compute_backend_service.service["api"].id

      match_rules {
        prefix_match = "/v1/"
      }
    }
  }
}

resource "google_compute_backend_service" "service" {
  for_each = local.services

  name                  = "content-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  port_name             = "https"
  session_affinity      = "NONE"
  timeout_sec           = 30
  health_checks         = [google_compute_health_check.content.id]
  security_policy       = google_compute_security_policy.armor.id

  dynamic "backend" {
    for_each = local.regions

    content {
      group           = module.servers[backend.value].group
      balancing_mode  = "UTILIZATION"
      capacity_scaler = 1.0
    }
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_backend_bucket" "static" {
  name                 = "content-static"
  bucket_name          = google_storage_bucket.static.name
  edge_security_policy = google_compute_security_policy.edge.id
  enable_cdn           = true
}

resource "google_storage_bucket" "static" {
  name                        = "${var.project}-content-static"
  location                    = "EU"
  uniform_bucket_level_access = true
}

resource "google_compute_health_check" "content" {
  name = "content-health"

  https_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_security_policy" "armor" {
  name = "content-armor"
  type = "CLOUD_ARMOR"

  rule {
    action   = "deny(403)"
    priority = 1000

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["198.51.100.0/24"]
      }
    }
  }

  rule {
    action   = "allow"
    priority = 2147483647

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_compute_security_policy" "edge" {
  name = "content-edge-armor"
  type = "CLOUD_ARMOR_EDGE"

  rule {
    action   = "deny(403)"
    priority = 1000

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["198.51.100.0/24"]
      }
    }
  }

  rule {
    action   = "allow"
    priority = 2147483647

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_compute_instance_template" "server" {
  name         = "server"
  machine_type = "e2-medium"
  tags         = ["server"]

  disk {
    source_image = "debian-cloud/debian-12"
    boot         = true
  }

  network_interface {
    network = module.network.id
  }
}
