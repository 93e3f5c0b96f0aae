# A global load balancer over machines of a data centre and of one zone, with sticky sessions.

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
  region  = "europe-west4"
}

variable "project" {
  description = "ID of the project that everything lives in."
  type        = string
}

locals {
  # What the load balancer sends to each group, in requests per second and endpoint.
  groups = {
    "us-central1-b" = { type = "GCE_VM_IP_PORT", name = "mixed-neg", rate = 100 }
    "us-central1-c" = { type = "GCE_VM_IP_PORT", name = "mixed-neg", rate = 100 }

    "europe-west4-a" = { type = "NON_GCP_PRIVATE_IP_PORT", name = "mixed-on-premises-neg", rate = 50 }
  }
}

module "frontend" {
  source = "../modules/https_frontend"

  name    = "mixed"
  domains = ["mixed.example.com"]
  url_map = google_compute_url_map.mixed.id
}

module "network" {
  source = "../modules/network"
}

resource "google_compute_url_map" "mixed" {
  name            = "mixed-map"
  default_service = google_compute_backend_service.mixed.id
}

resource "google_compute_backend_service" "mixed" {
  name                  = "mixed-backend"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  session_affinity      = "GENERATED_COOKIE"
  timeout_sec           = 30
  health_checks         = [google_compute_health_check.mixed.id]
  security_policy       = google_compute_security_policy.armor.id

  dynamic "backend" {
    for_each = local.groups

    content {
      group                 = google_compute_network_endpoint_group.mixed[backend.key].id
      balancing_mode        = "RATE"
      capacity_scaler       = 1.0
      max_rate_per_endpoint = backend.value.rate
    }
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_network_endpoint_group" "mixed" {
  for_each = local.groups

  name                  = each.value.name
  zone                  = each.key
  network               = module.network.id
  network_endpoint_type = each.value.type
  default_port          = each.value.type == "GCE_VM_IP_PORT" ? 8443 : null
}

resource "google_compute_health_check" "mixed" {
  name = "mixed-health"

  https_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_security_policy" "armor" {
  name = "mixed-armor"
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
