# A classic load balancer in Standard Tier: regional rules, global proxies, sticky sessions.

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

variable "region" {
  type    = string
  default = "us-central1"
}

resource "google_compute_address" "local" {
  name         = "local-address"
  region       = var.region
  network_tier = "STANDARD"
}

resource "google_compute_forwarding_rule" "https" {
  name                  = "local-https-rule"
  region                = var.region
  load_balancing_scheme = "EXTERNAL"
  network_tier          = "STANDARD"
  ip_address            = google_compute_address.local.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.local.id
}

resource "google_compute_forwarding_rule" "http" {
  name                  = "local-http-rule"
  region                = var.region
  load_balancing_scheme = "EXTERNAL"
  network_tier          = "STANDARD"
  ip_address            = google_compute_address.local.address
  port_range            = "80"
  target                = google_compute_target_http_proxy.local.id
}

resource "google_compute_target_https_proxy" "local" {
  name             = "local-https-proxy"
  url_map          = google_compute_url_map.local.id
  ssl_certificates = [google_compute_managed_ssl_certificate.local.id]
  ssl_policy       = google_compute_ssl_policy.tls.id
}

resource "google_compute_target_http_proxy" "local" {
  name    = "local-http-proxy"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_managed_ssl_certificate" "local" {
  name = "local-certificate"

  managed {
    domains = ["local.example.com"]
  }
}

resource "google_compute_ssl_policy" "tls" {
  name            = "local-tls-policy"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_url_map" "local" {
  name            = "local-map"
  default_service = google_compute_backend_service.local.id
}

resource "google_compute_url_map" "redirect" {
  name = "local-redirect-map"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_backend_service" "local" {
  name                  = "local-backend"
  load_balancing_scheme = "EXTERNAL"
  protocol              = "HTTPS"
  port_name             = "https"
  session_affinity      = "GENERATED_COOKIE"
  timeout_sec           = 30
  health_checks         = [google_compute_health_check.local.id]
  security_policy       = google_compute_security_policy.armor.id

  backend {
    group                 = module.servers.group
    balancing_mode        = "RATE"
    max_rate_per_instance = 100
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

module "network" {
  source = "../modules/network"

  server_tags = ["server"]
}

module "servers" {
  source = "../modules/servers"

  name     = "local-group"
  region   = var.region
  template = google_compute_instance_template.server.id
}

resource "google_compute_health_check" "local" {
  name = "local-health"

  https_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_security_policy" "armor" {
  name = "local-armor"
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
