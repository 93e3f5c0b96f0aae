
variable "given" {
  type = object({ map = string, other = optional(string, "x") })
}
resource "google_compute_target_http_proxy" "p" {
  name    = "deep-${var.given.other}"
  url_map = var.given.map
}
output "out" { value = google_compute_target_http_proxy.p.url_map }
