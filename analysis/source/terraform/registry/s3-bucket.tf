variable "create_bucket" { default = true }
variable "bucket" { default = null }
variable "tags" { default = {} }

resource "aws_s3_bucket" "this" {
  count  = var.create_bucket ? 1 : 0
  bucket = var.bucket
  tags   = var.tags
}

output "s3_bucket_arn" { value = aws_s3_bucket.this.arn }
output "s3_bucket_id" { value = aws_s3_bucket.this.id }
output "s3_bucket_bucket_domain_name" { value = aws_s3_bucket.this.bucket_domain_name }
output "s3_bucket_bucket_regional_domain_name" { value = aws_s3_bucket.this.bucket_regional_domain_name }
output "this_s3_bucket_arn" { value = aws_s3_bucket.this.arn }
output "this_s3_bucket_id" { value = aws_s3_bucket.this.id }
