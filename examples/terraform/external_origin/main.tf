# A global load balancer with Cloud CDN and QUIC before a server on the internet.

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

variable "private_key" {
  description = "Private key of the certificate in certificate.pem."
  type        = string
  sensitive   = true
}

resource "google_compute_global_address" "media" {
  name = "media-address"
}

resource "google_compute_global_forwarding_rule" "media" {
  for_each = {
    http  = { port = "80", target = google_compute_target_http_proxy.media.id }
    https = { port = "443", target = google_compute_target_https_proxy.media.id }
  }

  name                  = "media-${each.key}-rule"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.media.address
  port_range            = each.value.port
  target                = each.value.target
}

resource "google_compute_target_https_proxy" "media" {
  name             = "media-https-proxy"
  url_map          = google_compute_url_map.media.id
  quic_override    = "ENABLE"
  ssl_certificates = [google_compute_ssl_certificate.media.id]
  ssl_policy       = google_compute_ssl_policy.tls.id
}

resource "google_compute_target_http_proxy" "media" {
  name    = "media-http-proxy"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_ssl_certificate" "media" {
  name        = "media-certificate"
  certificate = file("${path.module}/certificate.pem")
  private_key = var.private_key
}

resource "google_compute_ssl_policy" "tls" {
  name            = "media-tls-policy"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_url_map" "media" {
  name            = "media-map"
  default_service = google_compute_backend_service.media.id
}

resource "google_compute_url_map" "redirect" {
  name = "media-redirect-map"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_backend_service" "media" {
  name                  = "media-backend"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  timeout_sec           = 30
  enable_cdn            = true
  security_policy       = google_compute_security_policy.armor.id
  edge_security_policy  = google_compute_security_policy.edge.id

  backend {
    group = google_compute_global_network_endpoint_group.origin.id
  }

  log_config {
    enable      = true
    sample_rate = 1.0
  }
}

resource "google_compute_global_network_endpoint_group" "origin" {
  name                  = "media-origin-neg"
  network_endpoint_type = "INTERNET_FQDN_PORT"
  default_port          = 443
}

resource "google_compute_global_network_endpoint" "origin" {
  global_network_endpoint_group = google_compute_global_network_endpoint_group.origin.name
  fqdn                          = "origin.example.net"
  port                          = 443
}

resource "google_compute_security_policy" "armor" {
  name = "media-armor"
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
  name = "media-edge-armor"
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
