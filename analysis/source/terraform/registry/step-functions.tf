variable "create" { default = true }
variable "create_role" { default = true }
variable "name" { default = "" }
variable "definition" { default = "" }
variable "role_arn" { default = "" }
variable "tags" { default = {} }

resource "aws_sfn_state_machine" "this" {
  count      = var.create ? 1 : 0
  name       = var.name
  definition = var.definition
  role_arn   = var.role_arn
  tags       = var.tags
}

output "state_machine_arn" { value = aws_sfn_state_machine.this.arn }
output "state_machine_id" { value = aws_sfn_state_machine.this.id }
output "state_machine_name" { value = aws_sfn_state_machine.this.name }
output "this_state_machine_arn" { value = aws_sfn_state_machine.this.arn }
