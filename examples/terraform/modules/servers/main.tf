# A managed group of servers in one region.

variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "template" {
  description = "ID of the instance template."
  type        = string
}

resource "google_compute_region_instance_group_manager" "this" {
  name               = var.name
  base_instance_name = var.name
  region             = var.region
  target_size        = 2

  version {
    instance_template = var.template
  }

  named_port {
    name = "https"
    port = 8443
  }
}

output "group" {
  value = google_compute_region_instance_group_manager.this.instance_group
}
