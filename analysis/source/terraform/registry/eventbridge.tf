variable "create" { default = true }
variable "create_bus" { default = true }
variable "bus_name" { default = "default" }
variable "rules" { default = {} }
variable "targets" { default = {} }
variable "schedules" { default = {} }
variable "pipes" { default = {} }
variable "tags" { default = {} }

resource "aws_cloudwatch_event_bus" "this" {
  count = var.create && var.create_bus ? 1 : 0
  name  = var.bus_name
  tags  = var.tags
}

# each rules
resource "aws_cloudwatch_event_rule" "KEY" {
  name                = "KEY-rule"
  event_bus_name      = var.create_bus ? aws_cloudwatch_event_bus.this.name : var.bus_name
  event_pattern       = var.rules["KEY"].event_pattern
  schedule_expression = var.rules["KEY"].schedule_expression
}

resource "aws_cloudwatch_event_target" "KEY" {
  rule = aws_cloudwatch_event_rule.KEY.name
  arn  = var.targets["KEY"][*].arn
  dead_letter_config {
    arn = var.targets["KEY"][*].dead_letter_arn
  }
}
# end

# each schedules
resource "aws_scheduler_schedule" "KEY" {
  name                = "KEY"
  schedule_expression = var.schedules["KEY"].schedule_expression
  target {
    arn   = var.schedules["KEY"].arn
    input = var.schedules["KEY"].input
  }
}
# end

# each pipes
resource "aws_pipes_pipe" "KEY" {
  name              = "KEY"
  source            = var.pipes["KEY"].source
  target            = var.pipes["KEY"].target
  enrichment        = var.pipes["KEY"].enrichment
  source_parameters = var.pipes["KEY"].source_parameters
  target_parameters = var.pipes["KEY"].target_parameters
}
# end

output "eventbridge_bus_arn" { value = aws_cloudwatch_event_bus.this.arn }
output "eventbridge_bus_name" { value = aws_cloudwatch_event_bus.this.name }
