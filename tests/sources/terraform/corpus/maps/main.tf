terraform {
  required_providers {
    google      = { source = "hashicorp/google" }
    google-beta = { source = "hashicorp/google-beta" }
    random      = { source = "hashicorp/random" }
  }
}
provider "google" {
  project = "p"
  region  = "r"
}

variable "services" {
  type = map(object({
    protocol = optional(string, "HTTPS")
    groups   = list(object({ zone = string, mode = optional(string), weight = optional(number) }))
    check    = optional(bool, true)
    policy   = optional(string)
  }))
  default = {
    web = { groups = [{ zone = "a" }, { zone = "b", mode = "RATE" }] }
    api = { groups = [{ zone = "b" }, { zone = "c" }], policy = "strict" }
    old = { protocol = "HTTP", groups = [{ zone = "c", weight = 2 }], check = false }
  }
}
variable "main" { default = "web" }
locals {
  zones      = distinct(flatten([for s in var.services : [for g in s.groups : g.zone]]))
  pairs      = { for p in flatten([for n, s in var.services : [for i, g in s.groups : { key = "${n}-${i}", service = n, group = g }]]) : p.key => p }
  checked    = { for n, s in var.services : n => s if s.check }
  by_service = { for n, s in var.services : n => google_compute_backend_service.b[n].id }
  first      = local.by_service[var.main]
  policies   = merge({ strict = google_compute_security_policy.strict.id }, { loose = google_compute_security_policy.loose.self_link })
}
resource "google_compute_security_policy" "strict" { name = "strict" }
resource "google_compute_security_policy" "loose" { name = "loose" }
resource "google_compute_network_endpoint_group" "neg" {
  for_each = toset(local.zones)
  name     = "neg-${each.key}"
  zone     = each.value
  network  = google_compute_network.n.id
}
resource "google_compute_network" "n" { name = "n" }
resource "google_compute_network_endpoint_group" "pair" {
  for_each = local.pairs
  name     = "pair-${each.key}"
  zone     = each.value.group.zone
  network  = google_compute_network.n.self_link
}
resource "google_compute_health_check" "hc" {
  for_each = local.checked
  name     = "hc-${each.key}"
}
resource "google_compute_backend_service" "b" {
  for_each        = var.services
  name            = "b-${each.key}"
  protocol        = each.value.protocol
  health_checks   = each.value.check ? [google_compute_health_check.hc[each.key].id] : null
  security_policy = try(local.policies[each.value.policy], google_compute_security_policy.loose.id)
  dynamic "backend" {
    for_each = each.value.groups
    content {
      group           = google_compute_network_endpoint_group.neg[backend.value.zone].id
      balancing_mode  = coalesce(backend.value.mode, "UTILIZATION")
      capacity_scaler = backend.value.weight
    }
  }
}
resource "google_compute_backend_service" "pairs" {
  name          = "pairs"
  health_checks = [values(google_compute_health_check.hc)[0].id]
  dynamic "backend" {
    for_each = { for k, p in local.pairs : k => p if p.service != "old" }
    iterator = it
    content {
      group = google_compute_network_endpoint_group.pair[it.key].self_link
    }
  }
  backend {
    group          = google_compute_network_endpoint_group.pair["old-0"].self_link
    balancing_mode = "RATE"
  }
}
resource "google_compute_url_map" "m" {
  name            = "m"
  default_service = local.first
  dynamic "host_rule" {
    for_each = var.services
    content {
      hosts        = ["${host_rule.key}.example.com"]
      path_matcher = host_rule.key
    }
  }
  dynamic "path_matcher" {
    for_each = var.services
    iterator = pm
    content {
      name            = pm.key
      default_service = google_compute_backend_service.b[pm.key].id
      dynamic "path_rule" {
        for_each = keys(var.services)
        content {
          paths   = ["/${path_rule.value}"]
          service = local.by_service[path_rule.value]
        }
      }
    }
  }
}
resource "google_compute_target_https_proxy" "p" {
  name             = "p"
  url_map          = google_compute_url_map.m.id
  ssl_certificates = concat(google_compute_ssl_certificate.c[*].self_link, [google_compute_managed_ssl_certificate.m.id])
  ssl_policy       = length(google_compute_ssl_policy.s) > 0 ? google_compute_ssl_policy.s[0].id : null
}
resource "google_compute_ssl_certificate" "c" {
  count       = 2
  name_prefix = "c-"
  private_key = "x"
  certificate = "y"
}
resource "google_compute_managed_ssl_certificate" "m" { name = "mc" }
resource "google_compute_ssl_policy" "s" {
  count = var.main == "web" ? 1 : 0
  name  = "s"
}
resource "google_compute_global_address" "a" {
  for_each   = toset(["v4", "v6"])
  name       = each.key
  ip_version = upper(each.key) == "V4" ? "IPV4" : "IPV6"
}
resource "google_compute_global_forwarding_rule" "f" {
  for_each   = google_compute_global_address.a
  name       = "f-${each.key}"
  ip_address = each.value.address
  target     = google_compute_target_https_proxy.p.id
  port_range = "443"
}
resource "google_compute_url_map" "idx" {
  count           = 3
  name            = "idx-${count.index}"
  default_service = element([for k in sort(keys(var.services)) : google_compute_backend_service.b[k].id], count.index + 1)
}
resource "google_compute_target_http_proxy" "idx" {
  count   = 3
  name    = "px-${count.index}"
  url_map = google_compute_url_map.idx[(count.index + 1) % 3].id
}
resource "google_compute_target_http_proxy" "tern" {
  name    = "tern"
  url_map = var.main == "api" ? google_compute_url_map.idx[0].id : var.main == "web" ? google_compute_url_map.idx[2].id : google_compute_url_map.m.id
}
resource "google_compute_target_http_proxy" "tmpl" {
  name    = "tmpl"
  url_map = "https://www.googleapis.com/compute/v1/${google_compute_url_map.m.id}"
}
resource "google_compute_target_http_proxy" "fmt" {
  name    = "fmt"
  url_map = format("projects/p/global/compute_url_map/%s", google_compute_url_map.idx[1].name)
}
