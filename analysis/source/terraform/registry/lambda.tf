variable "create" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "create_role" { default = true }
variable "create_async_event_config" { default = false }
variable "create_lambda_function_url" { default = false }
variable "function_name" { default = "" }
variable "layer_name" { default = "" }
variable "handler" { default = "" }
variable "runtime" { default = "" }
variable "architectures" { default = null }
variable "layers" { default = null }
variable "source_path" { default = null }
variable "local_existing_package" { default = null }
variable "image_uri" { default = null }
variable "lambda_role" { default = "" }
variable "role_name" { default = null }
variable "environment_variables" { default = {} }
variable "dead_letter_target_arn" { default = null }
variable "destination_on_failure" { default = null }
variable "destination_on_success" { default = null }
variable "event_source_mapping" { default = {} }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_jsons" { default = false }
variable "policy_jsons" { default = [] }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "attach_policies" { default = false }
variable "policies" { default = [] }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }
variable "tags" { default = {} }

resource "aws_lambda_function" "this" {
  count         = var.create && var.create_function && !var.create_layer ? 1 : 0
  function_name = var.function_name
  role          = var.create_role ? aws_iam_role.lambda.arn : var.lambda_role
  handler       = var.handler
  runtime       = var.runtime
  architectures = var.architectures
  layers        = var.layers
  image_uri     = var.image_uri
  filename      = coalesce(try(var.source_path.path, var.source_path[0].path, var.source_path[0], var.source_path), var.local_existing_package)
  environment {
    variables = var.environment_variables
  }
  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }
  tags = var.tags
}

resource "aws_lambda_layer_version" "this" {
  count      = var.create && var.create_layer ? 1 : 0
  layer_name = var.layer_name
  filename   = coalesce(try(var.source_path.path, var.source_path[0].path, var.source_path[0], var.source_path), var.local_existing_package)
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count         = var.create_async_event_config ? 1 : 0
  function_name = aws_lambda_function.this.function_name
  destination_config {
    on_failure {
      destination = var.destination_on_failure
    }
    on_success {
      destination = var.destination_on_success
    }
  }
}

resource "aws_lambda_function_url" "this" {
  count         = var.create_lambda_function_url ? 1 : 0
  function_name = aws_lambda_function.this.function_name
}

# each event_source_mapping
resource "aws_lambda_event_source_mapping" "KEY" {
  function_name    = aws_lambda_function.this.arn
  event_source_arn = var.event_source_mapping["KEY"].event_source_arn
  filter_criteria {
    filter = var.event_source_mapping["KEY"].filter_criteria
  }
  destination_config {
    on_failure {
      destination_arn = var.event_source_mapping["KEY"].destination_arn_on_failure
    }
  }
}
# end

resource "aws_iam_role" "lambda" {
  count = var.create && var.create_function && var.create_role ? 1 : 0
  name  = coalesce(var.role_name, var.function_name)
}

resource "aws_iam_role_policy" "json" {
  count  = var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.lambda.name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "jsons" {
  count  = var.attach_policy_jsons ? 1 : 0
  role   = aws_iam_role.lambda.name
  policy = data.aws_iam_policy_document.jsons.json
}

data "aws_iam_policy_document" "jsons" {
  source_policy_documents = var.policy_jsons
}

resource "aws_iam_role_policy_attachment" "one" {
  count      = var.attach_policy ? 1 : 0
  role       = aws_iam_role.lambda.name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "many" {
  count      = var.attach_policies ? 1 : 0
  role       = aws_iam_role.lambda.name
  policy_arn = var.policies
}

resource "aws_iam_role_policy" "inline" {
  count  = var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.lambda.name
  policy = data.aws_iam_policy_document.inline.json
}

data "aws_iam_policy_document" "inline" {
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      effect        = statement.value.effect
      actions       = statement.value.actions
      not_actions   = statement.value.not_actions
      resources     = statement.value.resources
      not_resources = statement.value.not_resources
    }
  }
}

output "lambda_function_arn" { value = aws_lambda_function.this.arn }
output "lambda_function_arn_static" { value = aws_lambda_function.this.arn }
output "lambda_function_invoke_arn" { value = aws_lambda_function.this.invoke_arn }
output "lambda_function_name" { value = aws_lambda_function.this.function_name }
output "lambda_function_qualified_arn" { value = aws_lambda_function.this.qualified_arn }
output "lambda_function_url" { value = aws_lambda_function_url.this.function_url }
output "lambda_layer_arn" { value = aws_lambda_layer_version.this.arn }
output "lambda_role_arn" { value = aws_iam_role.lambda.arn }
output "lambda_role_name" { value = aws_iam_role.lambda.name }
output "this_lambda_function_arn" { value = aws_lambda_function.this.arn }
output "this_lambda_function_name" { value = aws_lambda_function.this.function_name }
output "this_lambda_function_invoke_arn" { value = aws_lambda_function.this.invoke_arn }
