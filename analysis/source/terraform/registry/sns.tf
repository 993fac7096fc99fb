variable "create" { default = true }
variable "name" { default = null }
variable "subscriptions" { default = {} }
variable "tags" { default = {} }

resource "aws_sns_topic" "this" {
  count = var.create ? 1 : 0
  name  = var.name
  tags  = var.tags
}

# each subscriptions
resource "aws_sns_topic_subscription" "KEY" {
  topic_arn           = aws_sns_topic.this.arn
  protocol            = var.subscriptions["KEY"].protocol
  endpoint            = var.subscriptions["KEY"].endpoint
  filter_policy       = var.subscriptions["KEY"].filter_policy
  filter_policy_scope = var.subscriptions["KEY"].filter_policy_scope
  redrive_policy      = var.subscriptions["KEY"].redrive_policy
}
# end

output "topic_arn" { value = aws_sns_topic.this.arn }
output "topic_id" { value = aws_sns_topic.this.id }
output "topic_name" { value = aws_sns_topic.this.name }
output "sns_topic_arn" { value = aws_sns_topic.this.arn }
output "sns_topic_id" { value = aws_sns_topic.this.id }
output "sns_topic_name" { value = aws_sns_topic.this.name }
output "this_sns_topic_arn" { value = aws_sns_topic.this.arn }
