"""The kinds of subjects: what rules can judge, and the names of their folders below policies/rules."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "forwarding_rule": "compute.googleapis.com/ForwardingRule",
    "target_http_proxy": "compute.googleapis.com/TargetHttpProxy",
    "target_https_proxy": "compute.googleapis.com/TargetHttpsProxy",
    "url_map": "compute.googleapis.com/UrlMap",
    "backend_service": "compute.googleapis.com/BackendService",
    "backend_bucket": "compute.googleapis.com/BackendBucket",
    "network_endpoint_group": "compute.googleapis.com/NetworkEndpointGroup",
    "ssl_policy": "compute.googleapis.com/SslPolicy",
    "ssl_certificate": "compute.googleapis.com/SslCertificate",
    "certificate": "certificatemanager.googleapis.com/Certificate",
    "run_service": "run.googleapis.com/Service",
}
"""Kind -> canonical asset type."""
