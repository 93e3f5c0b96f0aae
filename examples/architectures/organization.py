"""Projects and what they hang from, with the IAM policy of every level."""

from examples.architectures.records import RESOURCE_MANAGER, Project, Record, iam_policy, resource

_CREATED = "2026-01-12T08:00:00.000Z"
_ADMINS = {"roles/resourcemanager.projectIamAdmin": ["group:platform@example.com"]}


def organization(*projects: Project) -> list[Record]:
    """Return the records of projects and of the one folder and organization that they share."""
    one = projects[0]
    top = _level(
        one,
        "Organization",
        one.ancestors[-1:],
        creationTime=_CREATED,
        displayName="example.com",
        lifecycleState="ACTIVE",
        name=one.ancestors[-1],
    )
    folder = _level(
        one,
        "Folder",
        one.ancestors[-2:],
        createTime=_CREATED,
        displayName="production",
        lifecycleState="ACTIVE",
        name=one.ancestors[-2],
        parent=one.ancestors[-1],
    )
    return [*top, *folder, *(record for project in projects for record in _project(project))]


def _project(project: Project) -> tuple[Record, Record]:
    return _level(
        project,
        "Project",
        project.ancestors,
        createTime=_CREATED,
        lifecycleState="ACTIVE",
        name=project.id,
        parent={"id": project.folder, "type": "folder"},
        projectId=project.id,
        projectNumber=project.number,
    )


def _level(project: Project, schema: str, ancestors: list[str], **data: object) -> tuple[Record, Record]:
    """Return the resource and the IAM policy of the first of `ancestors`."""
    name, asset_type = f"//{RESOURCE_MANAGER}/{ancestors[0]}", f"{RESOURCE_MANAGER}/{schema}"
    record = resource(project, name=name, asset_type=asset_type, location="global", data=data)
    policy = iam_policy(project, name=name, asset_type=asset_type, bindings=_ADMINS)
    record["ancestors"] = policy["ancestors"] = ancestors
    if len(ancestors) > 1:
        record["resource"]["parent"] = f"//{RESOURCE_MANAGER}/{ancestors[1]}"
    else:
        del record["resource"]["parent"]
    return record, policy
