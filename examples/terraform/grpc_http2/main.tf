# A global load balancer that speaks HTTP/2 from end to end, with a certificate map.

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
  region  = "us-central1"
}

variable "project" {
  description = "ID of the project that everything lives in."
  type        = string
}

module "network" {
  source = "../modules/network"
}

resource "google_compute_global_address" "rpc" {
  name = "rpc-address"
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "rpc-https-rule"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.rpc.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.rpc.id
}

resource "google_compute_target_https_proxy" "rpc" {
  name            = "rpc-https-proxy"
  url_map         = google_compute_url_map.rpc.id
  certificate_map = "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.rpc.id}"
  ssl_policy      = google_compute_ssl_policy.tls.id
}

resource "google_certificate_manager_certificate_map" "rpc" {
  name = "rpc-certificates"
}

resource "google_certificate_manager_certificate_map_entry" "rpc" {
  name         = "rpc-entry"
  map          = google_certificate_manager_certificate_map.rpc.name
  matcher      = "PRIMARY"
  certificates = [google_certificate_manager_certificate.rpc.id]
}

resource "google_certificate_manager_certificate" "rpc" {
  name = "rpc-certificate"

  managed {
    domains = ["rpc.example.com"]
  }
}

resource "google_compute_ssl_policy" "tls" {
  name            = "rpc-tls-policy"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_url_map" "rpc" {
  name            = "rpc-map"
  default_service = google_compute_backend_service.rpc.id
}

resource "google_compute_backend_service" "rpc" {
  name                  = "rpc-backend"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTP2"
  session_affinity      = "NONE"
  timeout_sec           = 30
  health_checks         = [google_compute_health_check.rpc.id]
  security_policy       = google_compute_security_policy.armor.id

  backend {
    group                 = google_compute_network_endpoint_group.rpc_b.id
    balancing_mode        = "RATE"
    capacity_scaler       = 1.0
    max_rate_per_endpoint = 100
  }

  backend {
    group                 = google_compute_network_endpoint_group.rpc_c.id
    balancing_mode        = "RATE"
    capacity_scaler       = 1.0
    max_rate_per_endpoint = 100
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_network_endpoint_group" "rpc_b" {
  name                  = "rpc-neg"
  zone                  = "us-central1-b"
  network               = module.network.id
  network_endpoint_type = "GCE_VM_IP_PORT"
  default_port          = 8443
}

resource "google_compute_network_endpoint_group" "rpc_c" {
  name                  = "rpc-neg"
  zone                  = "us-central1-c"
  network               = module.network.id
  network_endpoint_type = "GCE_VM_IP_PORT"
  default_port          = 8443
}

resource "google_compute_health_check" "rpc" {
  name = "rpc-health"

  http2_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_security_policy" "armor" {
  name = "rpc-armor"
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
