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

# things that can not be decided, or are decided by odd means
variable "pattern" { default = "^web" }
resource "random_id" "r" { byte_length = 2 }
resource "google_compute_backend_service" "a" { name = "a" }
resource "google_compute_backend_service" "b" { name = "b" }
resource "google_compute_url_map" "regex" {
  name            = "regex"
  default_service = length(regexall(var.pattern, "web-1")) > 0 ? google_compute_backend_service.a.id : google_compute_backend_service.b.id
}
resource "google_compute_url_map" "unknowncond" {
  name            = "uc"
  default_service = random_id.r.hex == "00" ? google_compute_backend_service.a.id : google_compute_backend_service.b.id
}
resource "google_compute_url_map" "replace" {
  name            = "replace"
  default_service = replace(google_compute_backend_service.b.self_link, "https://www.googleapis.com/compute/v1/", "")
}
resource "google_compute_url_map" "jsondance" {
  name            = "jd"
  default_service = jsondecode(jsonencode({ x = google_compute_backend_service.a.id })).x
}
resource "google_compute_url_map" "suffix" {
  name            = "suffix"
  default_service = "${google_compute_backend_service.a.id}-canary"
}
resource "google_compute_url_map" "splitname" {
  name            = "sn"
  default_service = "projects/p/global/compute_backend_service/${element(split("/", google_compute_backend_service.a.id), 4)}"
}
resource "google_compute_url_map" "viaother" {
  name            = "vo"
  default_service = google_compute_url_map.replace.default_service
}
resource "google_compute_url_map" "coalesce" {
  name            = "co"
  default_service = coalesce("", null, google_compute_backend_service.b.id, google_compute_backend_service.a.id)
}
resource "google_compute_url_map" "index" {
  name            = "ix"
  default_service = { a = google_compute_backend_service.a, b = google_compute_backend_service.b }[lower("B")].id
}
resource "google_compute_url_map" "tryit" {
  name            = "ti"
  default_service = try(google_compute_backend_service.gone[0].id, google_compute_backend_service.a.id)
}
resource "google_compute_backend_service" "gone" {
  count = 0
  name  = "gone"
}
resource "google_compute_url_map" "onelist" {
  name            = "ol"
  default_service = one(concat(google_compute_backend_service.gone[*].id, [google_compute_backend_service.b.id]))
}
resource "google_compute_url_map" "zip" {
  name            = "zip"
  default_service = zipmap(["x", "y"], [google_compute_backend_service.a.id, google_compute_backend_service.b.id])["y"]
}
resource "google_compute_url_map" "group" {
  name            = "group"
  default_service = { for s in [google_compute_backend_service.a, google_compute_backend_service.b] : s.name => s.id... }["b"][0]
}
resource "google_compute_url_map" "heredoc" {
  name = "hd"
  default_service = trimspace(<<-EOT
    ${google_compute_backend_service.a.id}
  EOT
  )
}
resource "google_compute_url_map" "tdir" {
  name            = "td"
  default_service = "%{if var.pattern == "^web"}${google_compute_backend_service.a.id}%{else}${google_compute_backend_service.b.id}%{endif}"
}
resource "terraform_data" "td" { input = google_compute_backend_service.a.id }
resource "google_compute_url_map" "tdata" {
  name            = "tdata"
  default_service = terraform_data.td.output
}
