# The side of a global load balancer that faces the client: an address, HTTPS, and a redirect from HTTP to it.

variable "name" {
  description = "Begins the name of everything here."
  type        = string
}

variable "load_balancing_scheme" {
  type    = string
  default = "EXTERNAL_MANAGED"
}

variable "domains" {
  description = "Names that the certificate is good for."
  type        = list(string)
}

variable "url_map" {
  description = "ID of the URL map that serves HTTPS."
  type        = string
}

variable "ipv6" {
  description = "Whether there is an IPv6 address for HTTPS as well."
  type        = bool
  default     = false
}

resource "google_compute_global_address" "this" {
  name = "${var.name}-address"
}

resource "google_compute_global_address" "ipv6" {
  count = var.ipv6 ? 1 : 0

  name       = "${var.name}-address6"
  ip_version = "IPV6"
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "${var.name}-https-rule"
  load_balancing_scheme = var.load_balancing_scheme
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.this.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}

resource "google_compute_global_forwarding_rule" "https_ipv6" {
  count = var.ipv6 ? 1 : 0

  name                  = "${var.name}-https6-rule"
  load_balancing_scheme = var.load_balancing_scheme
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.ipv6[0].address
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}

resource "google_compute_global_forwarding_rule" "http" {
  name                  = "${var.name}-http-rule"
  load_balancing_scheme = var.load_balancing_scheme
  network_tier          = "PREMIUM"
  ip_address            = google_compute_global_address.this.address
  port_range            = "80"
  target                = google_compute_target_http_proxy.this.id
}

resource "google_compute_target_https_proxy" "this" {
  name             = "${var.name}-https-proxy"
  url_map          = var.url_map
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

resource "google_compute_managed_ssl_certificate" "this" {
  name = "${var.name}-certificate"

  managed {
    domains = var.domains
  }
}

resource "google_compute_ssl_policy" "this" {
  name            = "${var.name}-tls-policy"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_http_proxy" "this" {
  name    = "${var.name}-http-proxy"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_url_map" "redirect" {
  name = "${var.name}-redirect-map"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

output "address" {
  value = google_compute_global_address.this.address
}
