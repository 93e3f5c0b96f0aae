
variable "name" { type = string }
variable "regions" { type = list(string) }
resource "google_compute_region_network_endpoint_group" "n" {
  for_each = toset(var.regions)
  name     = "${var.name}-${each.value}"
  region   = each.value
}
output "ids" { value = { for k, v in google_compute_region_network_endpoint_group.n : k => v.id } }
output "by_region" { value = google_compute_region_network_endpoint_group.n }
output "first" { value = values(google_compute_region_network_endpoint_group.n)[0].self_link }
