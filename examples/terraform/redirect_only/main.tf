# A load balancer without backends: it sends every request to HTTPS, one path to another host.

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

resource "google_compute_global_address" "old" {
  name = "old-address"
}

resource "google_compute_global_forwarding_rule" "http" {
  name                  = "old-http-rule"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.old.address
  port_range            = "80"
  target                = google_compute_target_http_proxy.old.id
}

resource "google_compute_target_http_proxy" "old" {
  name    = "old-http-proxy"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_url_map" "redirect" {
  name = "old-redirect-map"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }

  host_rule {
    hosts        = ["old.example.com"]
    path_matcher = "moved"
  }

  path_matcher {
    name = "moved"

    default_url_redirect {
      https_redirect         = true
      redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
      strip_query            = false
    }

    path_rule {
      paths = ["/blog/*"]

      url_redirect {
        host_redirect          = "www.example.com"
        https_redirect         = true
        redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
        strip_query            = false
      }
    }
  }
}
