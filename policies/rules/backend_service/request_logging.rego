# METADATA
# title: Requests are not logged
# description: >-
#   The load balancer writes one log entry for the final response to each request, but only for backend services on
#   which logging is on; it is off by default. Without it nobody can tell afterwards who asked for what, what Cloud
#   Armor and IAP refused, or why a request failed. A sample rate of 0 is the same as off.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring
# custom:
#   id: LB414
#   name: RequestLogging
#   severity: medium
#   precision: very-high
#   source: [overview#timeouts-and-retries]
#   requires: [compute.googleapis.com/BackendService]
#   frameworks:
#     CIS Google Cloud: ["2.16"]
#     NIST SP 800-53: ["AU-2", "AU-12"]
#   remediation:
#     summary: Turn logging on, and choose the sample rate that you can store.
#     gcloud: >-
#       gcloud compute backend-services update {name} {scope} --project={project}
#       --enable-logging --logging-sample-rate=1.0
#     terraform: |
#       log_config {
#         enable      = true
#         sample_rate = 1.0
#       }
package lbpolicy.rules.backend_service.request_logging

import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if exposure.external

findings := [_fault | applies]

review := doubts.of_faults([fault | fault := _fault], _open)

_logging := input.resource.logConfig

default _off := false

_off if {
	not _logging.enable
	not unknown.is_unknown("/logConfig/enable")
}

_fault := {
	"path": "/logConfig/enable",
	"message": "Requests to the backend service are not logged.",
	"evidence": {"logConfig.enable": false},
} if {
	_off
} else := {
	"path": "/logConfig/sampleRate",
	"message": "Logging is on, but with a sample rate of 0: no request is logged.",
	"evidence": {"logConfig.enable": true, "logConfig.sampleRate": 0},
} if {
	_logging.enable
	_logging.sampleRate == 0
}

_open := [item |
	not _off
	some item in unknown.reviews(["/logConfig/enable", "/logConfig/sampleRate"])
]
