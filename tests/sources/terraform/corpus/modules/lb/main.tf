
variable "name" {}
variable "neg_ids" { type = map(string) }
variable "negs" { type = any }
variable "extra" {
  type     = list(string)
  default  = []
  nullable = false
}
variable "backends" {
  type = map(object({
    group  = string
    check  = optional(string)
    policy = optional(object({ id = string, name = string }))
  }))
}
resource "google_compute_backend_service" "b" {
  for_each        = var.backends
  name            = "${var.name}-${each.key}"
  health_checks   = compact([each.value.check])
  security_policy = try(each.value.policy.id, null)
  backend { group = each.value.group }
}
resource "google_compute_backend_service" "all" {
  name = "${var.name}-all"
  dynamic "backend" {
    for_each = merge(var.neg_ids, { for i, e in var.extra : "extra${i}" => e })
    content { group = backend.value }
  }
}
resource "google_compute_backend_service" "everything" {
  name = "${var.name}-every"
  dynamic "backend" {
    for_each = flatten([for k, m in var.negs : values(m.ids)])
    content {
      group    = backend.value
      max_rate = backend.key
    }
  }
}
output "services" { value = { for k, b in google_compute_backend_service.b : k => b.id } }
output "service_objects" { value = google_compute_backend_service.b }
output "first" { value = google_compute_backend_service.all.id }
