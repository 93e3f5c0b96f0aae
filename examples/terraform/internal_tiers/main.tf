# An internal load balancer with plain HTTP, the middle of three tiers: no rule applies to it.

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
  region = "europe-west1"
}

module "network" {
  source = "../modules/network"
}

resource "google_compute_forwarding_rule" "http" {
  name                  = "tier-http-rule"
  region                = local.region
  load_balancing_scheme = "INTERNAL_MANAGED"
  network               = module.network.id
  ip_address            = "10.20.0.9"
  port_range            = "8000"
  target                = google_compute_region_target_http_proxy.tier.id
}

resource "google_compute_region_target_http_proxy" "tier" {
  name    = "tier-http-proxy"
  region  = local.region
  url_map = google_compute_region_url_map.tier.id
}

resource "google_compute_region_url_map" "tier" {
  name            = "tier-map"
  region          = local.region
  default_service = google_compute_region_backend_service.tier.id
}

resource "google_compute_region_backend_service" "tier" {
  name                  = "tier-backend"
  region                = local.region
  load_balancing_scheme = "INTERNAL_MANAGED"
  protocol              = "HTTP"
  health_checks         = [google_compute_region_health_check.tier.id]

  backend {
    group                 = google_compute_network_endpoint_group.tier[0].id
    balancing_mode        = "RATE"
    capacity_scaler       = 1.0
    max_rate_per_endpoint = 100
  }

  backend {
    group                 = google_compute_network_endpoint_group.tier[1].id
    balancing_mode        = "RATE"
    capacity_scaler       = 1.0
    max_rate_per_endpoint = 100
  }
}

resource "google_compute_network_endpoint_group" "tier" {
  count = 2

  name                  = "tier-neg"
  zone                  = "${local.region}-${["b", "c"][count.index]}"
  network               = module.network.id
  network_endpoint_type = "GCE_VM_IP_PORT"
  default_port          = 8443
}

resource "google_compute_region_health_check" "tier" {
  name   = "tier-health"
  region = local.region

  http_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}
