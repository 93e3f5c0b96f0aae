# A load balancer of one region over zonal groups, with a certificate of Certificate Manager.

terraform {
  required_version = ">= 1.3"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }

    google-beta = {
      source  = "hashicorp/google-beta"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project = var.project
  region  = "us-central1"
}

provider "google-beta" {
  project = var.project
  region  = "us-central1"
}

variable "project" {
  description = "ID of the project that everything lives in."
  type        = string
}

locals {
  region = "us-central1"
  zones  = toset(["us-central1-b", "us-central1-c"])
}

module "network" {
  source = "../modules/network"
}

resource "google_compute_subnetwork" "proxies" {
  name          = "near-proxies"
  region        = local.region
  network       = module.network.id
  ip_cidr_range = "10.129.0.0/23"
  purpose       = "REGIONAL_MANAGED_PROXY"
  role          = "ACTIVE"
}

resource "google_compute_address" "near" {
  name         = "near-address"
  region       = local.region
  network_tier = "PREMIUM"
}

resource "google_compute_forwarding_rule" "https" {
  name                  = "near-https-rule"
  region                = local.region
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network               = module.network.id
  network_tier          = "PREMIUM"
  ip_address            = google_compute_address.near.address
  port_range            = "443"
  target                = google_compute_region_target_https_proxy.near.id

  depends_on = [google_compute_subnetwork.proxies]
}

resource "google_compute_forwarding_rule" "http" {
  name                  = "near-http-rule"
  region                = local.region
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network               = module.network.id
  network_tier          = "PREMIUM"
  ip_address            = google_compute_address.near.address
  port_range            = "80"
  target                = google_compute_region_target_http_proxy.near.id

  depends_on = [google_compute_subnetwork.proxies]
}

resource "google_compute_region_target_https_proxy" "near" {
  name                             = "near-https-proxy"
  region                           = local.region
  url_map                          = google_compute_region_url_map.near.id
  certificate_manager_certificates = [google_certificate_manager_certificate.near.id]
  ssl_policy                       = google_compute_region_ssl_policy.tls.id
}

resource "google_compute_region_target_http_proxy" "near" {
  name    = "near-http-proxy"
  region  = local.region
  url_map = google_compute_region_url_map.redirect.id
}

resource "google_certificate_manager_certificate" "near" {
  name     = "near-certificate"
  location = local.region

  managed {
    domains            = [google_certificate_manager_dns_authorization.near.domain]
    dns_authorizations = [google_certificate_manager_dns_authorization.near.id]
  }
}

resource "google_certificate_manager_dns_authorization" "near" {
  name     = "near-authorization"
  location = local.region
  domain   = "near.example.com"
}

resource "google_compute_region_ssl_policy" "tls" {
  name            = "near-tls-policy"
  region          = local.region
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_region_url_map" "near" {
  name            = "near-map"
  region          = local.region
  default_service = google_compute_region_backend_service.near.id
}

resource "google_compute_region_url_map" "redirect" {
  name   = "near-redirect-map"
  region = local.region

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_region_backend_service" "near" {
  provider = google-beta # for security_policy

  name                  = "near-backend"
  region                = local.region
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  session_affinity      = "NONE"
  timeout_sec           = 30
  health_checks         = [google_compute_region_health_check.near.id]
  security_policy       = google_compute_region_security_policy.armor.id

  dynamic "backend" {
    for_each = google_compute_network_endpoint_group.near

    content {
      group                 = backend.value.id
      balancing_mode        = "RATE"
      capacity_scaler       = 1.0
      max_rate_per_endpoint = 100
    }
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_network_endpoint_group" "near" {
  for_each = local.zones

  name                  = "near-neg"
  zone                  = each.value
  network               = module.network.id
  network_endpoint_type = "GCE_VM_IP_PORT"
  default_port          = 8443
}

resource "google_compute_region_health_check" "near" {
  name   = "near-health"
  region = local.region

  https_health_check {
    port               = 8443
    port_specification = "USE_FIXED_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_region_security_policy" "armor" {
  name   = "near-armor"
  region = local.region
  type   = "CLOUD_ARMOR"

  rules {
    action   = "deny(403)"
    priority = 1000

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["198.51.100.0/24"]
      }
    }
  }

  rules {
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
