"""What Terraform writes: plans and states, their resources and their configuration."""
