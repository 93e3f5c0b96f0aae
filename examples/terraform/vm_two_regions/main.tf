# A classic global load balancer, on IPv4 and IPv6, over instance groups in two regions.

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
  regions = toset(["europe-west1", "us-central1"])
}

module "frontend" {
  source = "../modules/https_frontend"

  name                  = "site"
  load_balancing_scheme = "EXTERNAL"
  domains               = ["site.example.com"]
  url_map               = google_compute_url_map.site.id
  ipv6                  = true
}

module "network" {
  source = "../modules/network"

  server_tags = ["server"]
}

module "servers" {
  source   = "../modules/servers"
  for_each = local.regions

  name     = "site-group"
  region   = each.value
  template = google_compute_instance_template.server.id
}

resource "google_compute_url_map" "site" {
  name            = "site-map"
  default_service = google_compute_backend_service.site.id
}

resource "google_compute_backend_service" "site" {
  name                  = "site-backend"
  load_balancing_scheme = "EXTERNAL"
  protocol              = "HTTPS"
  port_name             = "https"
  session_affinity      = "NONE"
  timeout_sec           = 30
  health_checks         = [google_compute_health_check.site.id]
  security_policy       = google_compute_security_policy.armor.id

  dynamic "backend" {
    for_each = module.servers

    content {
      group           = backend.value.group
      balancing_mode  = "UTILIZATION"
      capacity_scaler = 1.0
    }
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_health_check" "site" {
  name = "site-health"

  https_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_security_policy" "armor" {
  name = "site-armor"
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
