"""Services of the Serverless Framework, as the CloudFormation templates that they become.

A service is read the way the Framework packages it: variables are resolved as far as files
allow, functions and events become `AWS::*` resources with the Framework's logical ids, and what
the service writes as resources is laid over them. Nothing is run. As in the SAM translation,
what joins nothing (permissions, log groups, deployments, versions) is left out.
"""

from analysis.source.serverless.compiling import Compiled, compiled, is_service

__all__ = ["Compiled", "compiled", "is_service"]
