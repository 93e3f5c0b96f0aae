"""Groups of commands that are imported only when they are called: start-up stays fast."""

import os
import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Knows the names of its commands and what each does; imports one when it is called."""

    def __init__(
        self,
        name: str | None = None,
        *,
        summaries: Mapping[str, str],
        module: str,
        **attributes: object,
    ) -> None:
        """Take what each command does, in the order of the help text, and where they are.

        `module` is lbpolicy.cli.publish_{}: the name goes into the braces, and the module has `command`.
        """
        super().__init__(name, **attributes)  # type: ignore[arg-type] # whatever click gives a group
        self._summaries = summaries
        self._module = module

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names, in the order of the help text."""
        return list(self._summaries)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self._summaries:
            return None
        command: click.Command = import_module(self._module.format(cmd_name)).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which may be meant; whoever names a file wants it scanned."""
        if args and args[0] not in self._summaries and not args[0].startswith("-"):
            text = f"{args[0]!r} is no command."
            near = get_close_matches(args[0], self._summaries, n=1)
            if near:
                text += f" Did you mean {near[0]!r}?"
            elif ctx.parent is None and os.path.lexists(args[0]):
                text += f" To scan it: lbpolicy scan {shlex.quote(args[0])}"
            ctx.fail(text)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))
