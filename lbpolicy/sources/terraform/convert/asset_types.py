"""The canonical asset types that plans are converted to; each names a schema."""

from lbpolicy.sources.terraform.convert.kinds import (
    CERTIFICATE_MANAGER,
    COMPUTE,
    RESOURCE_MANAGER,
    RUN,
    STORAGE,
)

FORWARDING_RULE = f"{COMPUTE}/ForwardingRule"
TARGET_HTTP_PROXY = f"{COMPUTE}/TargetHttpProxy"
TARGET_HTTPS_PROXY = f"{COMPUTE}/TargetHttpsProxy"
URL_MAP = f"{COMPUTE}/UrlMap"
BACKEND_SERVICE = f"{COMPUTE}/BackendService"
BACKEND_BUCKET = f"{COMPUTE}/BackendBucket"
NETWORK_ENDPOINT_GROUP = f"{COMPUTE}/NetworkEndpointGroup"
INSTANCE_GROUP = f"{COMPUTE}/InstanceGroup"
INSTANCE_GROUP_MANAGER = f"{COMPUTE}/InstanceGroupManager"
INSTANCE_TEMPLATE = f"{COMPUTE}/InstanceTemplate"
HEALTH_CHECK = f"{COMPUTE}/HealthCheck"
SSL_CERTIFICATE = f"{COMPUTE}/SslCertificate"
SECURITY_POLICY = f"{COMPUTE}/SecurityPolicy"
FIREWALL = f"{COMPUTE}/Firewall"
FIREWALL_POLICY = f"{COMPUTE}/FirewallPolicy"
NETWORK = f"{COMPUTE}/Network"
ADDRESS = f"{COMPUTE}/Address"
CERTIFICATE = f"{CERTIFICATE_MANAGER}/Certificate"
CERTIFICATE_MAP_ENTRY = f"{CERTIFICATE_MANAGER}/CertificateMapEntry"
RUN_SERVICE = f"{RUN}/Service"
BUCKET = f"{STORAGE}/Bucket"
PROJECT = f"{RESOURCE_MANAGER}/Project"
FOLDER = f"{RESOURCE_MANAGER}/Folder"
