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

variable "envs" { default = ["dev", "prod"] }
module "negs" {
  source   = "./negs"
  for_each = toset(var.envs)
  name     = each.key
  regions  = ["eu", "us"]
}
module "lb" {
  source  = "./lb"
  count   = 2
  name    = "lb${count.index}"
  neg_ids = module.negs[var.envs[count.index]].ids
  negs    = module.negs
  backends = {
    one = { group = module.negs["dev"].ids["eu"], check = google_compute_health_check.h.id }
    two = { group = module.negs["prod"].by_region.us.id, check = null, policy = google_compute_security_policy.p }
  }
  extra = count.index == 0 ? null : [module.negs["prod"].first]
}
resource "google_compute_health_check" "h" { name = "h" }
resource "google_compute_security_policy" "p" { name = "p" }
resource "google_compute_url_map" "root" {
  name            = "root"
  default_service = module.lb[0].services["one"]
  path_matcher {
    name            = "x"
    default_service = module.lb[1].service_objects["two"].self_link
    path_rule {
      paths   = ["/a"]
      service = (module.lb[*].first)[1]
    }
    path_rule {
      paths   = ["/b"]
      service = [for m in module.lb : m.first][0]
    }
  }
}
module "nested" {
  source    = "./wrap"
  providers = { google = google }
  inner     = { map = google_compute_url_map.root.id }
}
resource "google_compute_target_http_proxy" "fromnested" {
  name    = "fn"
  url_map = module.nested.map_again
}
