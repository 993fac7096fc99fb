variable "create" { default = true }
variable "name" { default = "" }
variable "protocol_type" { default = "HTTP" }
variable "body" { default = null }
variable "integrations" { default = {} }
variable "routes" { default = {} }
variable "authorizers" { default = {} }
variable "tags" { default = {} }

resource "aws_apigatewayv2_api" "this" {
  count         = var.create ? 1 : 0
  name          = var.name
  protocol_type = var.protocol_type
  body          = var.body
  tags          = var.tags
}

# each integrations
resource "aws_apigatewayv2_integration" "KEY" {
  api_id              = aws_apigatewayv2_api.this.id
  integration_type    = coalesce(var.integrations["KEY"].integration_type, "AWS_PROXY")
  integration_uri     = try(coalesce(var.integrations["KEY"].lambda_arn, var.integrations["KEY"].integration_uri))
  integration_subtype = var.integrations["KEY"].integration_subtype
  request_parameters  = var.integrations["KEY"].request_parameters
}
# end

# each routes
resource "aws_apigatewayv2_integration" "route KEY" {
  api_id              = aws_apigatewayv2_api.this.id
  integration_type    = coalesce(var.routes["KEY"].integration.type, "AWS_PROXY")
  integration_uri     = var.routes["KEY"].integration.uri
  integration_subtype = var.routes["KEY"].integration.subtype
  request_parameters  = var.routes["KEY"].integration.request_parameters
}
# end

# each authorizers
resource "aws_apigatewayv2_authorizer" "KEY" {
  api_id         = aws_apigatewayv2_api.this.id
  authorizer_uri = var.authorizers["KEY"].authorizer_uri
}
# end

output "api_id" { value = aws_apigatewayv2_api.this.id }
output "api_arn" { value = aws_apigatewayv2_api.this.arn }
output "api_endpoint" { value = aws_apigatewayv2_api.this.api_endpoint }
output "api_execution_arn" { value = aws_apigatewayv2_api.this.execution_arn }
output "apigatewayv2_api_id" { value = aws_apigatewayv2_api.this.id }
output "apigatewayv2_api_arn" { value = aws_apigatewayv2_api.this.arn }
output "apigatewayv2_api_api_endpoint" { value = aws_apigatewayv2_api.this.api_endpoint }
output "apigatewayv2_api_execution_arn" { value = aws_apigatewayv2_api.this.execution_arn }
output "stage_invoke_url" { value = aws_apigatewayv2_api.this.api_endpoint }
output "default_apigatewayv2_stage_invoke_url" { value = aws_apigatewayv2_api.this.api_endpoint }
