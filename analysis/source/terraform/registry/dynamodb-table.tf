variable "create_table" { default = true }
variable "name" { default = null }
variable "tags" { default = {} }

resource "aws_dynamodb_table" "this" {
  count = var.create_table ? 1 : 0
  name  = var.name
  tags  = var.tags
}

output "dynamodb_table_arn" { value = aws_dynamodb_table.this.arn }
output "dynamodb_table_id" { value = aws_dynamodb_table.this.id }
output "dynamodb_table_stream_arn" { value = aws_dynamodb_table.this.stream_arn }
output "this_dynamodb_table_arn" { value = aws_dynamodb_table.this.arn }
output "this_dynamodb_table_id" { value = aws_dynamodb_table.this.id }
output "this_dynamodb_table_stream_arn" { value = aws_dynamodb_table.this.stream_arn }
