
variable "inner" {}
module "deep" {
  source = "../wrap2"
  given  = var.inner
}
output "map_again" { value = module.deep.out }
