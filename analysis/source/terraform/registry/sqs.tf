variable "create" { default = true }
variable "name" { default = null }
variable "create_dlq" { default = false }
variable "dlq_name" { default = null }
variable "redrive_policy" { default = {} }
variable "tags" { default = {} }

resource "aws_sqs_queue" "this" {
  count          = var.create ? 1 : 0
  name           = var.name
  tags           = var.tags
  redrive_policy = var.create_dlq ? jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq.arn }) : try(length(var.redrive_policy) > 0 ? jsonencode(var.redrive_policy) : null, var.redrive_policy)
}

resource "aws_sqs_queue" "dlq" {
  count = var.create && var.create_dlq ? 1 : 0
  name  = coalesce(var.dlq_name, "${var.name}-dlq")
  tags  = var.tags
}

output "queue_arn" { value = aws_sqs_queue.this.arn }
output "queue_id" { value = aws_sqs_queue.this.id }
output "queue_url" { value = aws_sqs_queue.this.url }
output "queue_name" { value = aws_sqs_queue.this.name }
output "queue_arn_static" { value = aws_sqs_queue.this.arn }
output "dead_letter_queue_arn" { value = aws_sqs_queue.dlq.arn }
output "dead_letter_queue_id" { value = aws_sqs_queue.dlq.id }
output "dead_letter_queue_url" { value = aws_sqs_queue.dlq.url }
output "dead_letter_queue_name" { value = aws_sqs_queue.dlq.name }
output "sqs_queue_arn" { value = aws_sqs_queue.this.arn }
output "sqs_queue_id" { value = aws_sqs_queue.this.id }
output "sqs_queue_name" { value = aws_sqs_queue.this.name }
output "this_sqs_queue_arn" { value = aws_sqs_queue.this.arn }
output "this_sqs_queue_id" { value = aws_sqs_queue.this.id }
