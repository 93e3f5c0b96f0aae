# The network of the servers, and the firewall rule that lets load balancers and health checks in.

variable "server_tags" {
  description = "Tags of the servers that may be reached; none: all of the network."
  type        = list(string)
  default     = []
}

variable "port" {
  description = "Where the servers listen."
  type        = number
  default     = 8443
}

resource "google_compute_network" "this" {
  name                    = "lb-network"
  auto_create_subnetworks = true
}

resource "google_compute_firewall" "load_balancer" {
  name        = "allow-load-balancer"
  description = "Google Front Ends and health checks"
  network     = google_compute_network.this.id
  direction   = "INGRESS"
  target_tags = var.server_tags

  source_ranges = [
    "130.211.0.0/22",
    "35.191.0.0/16",
  ]

  allow {
    protocol = "tcp"
    ports    = [var.port]
  }
}

output "id" {
  value = google_compute_network.this.id
}
