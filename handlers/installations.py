"""Which workspaces this process serves when they install the app over OAuth: their gateways, and Bolt's authorization.

The database knows the installations; what is kept here is a copy, so that a request costs no call to Slack and no
query. It is brought up to date at once by what happens in this process, and regularly by what happens in others.
"""

from dataclasses import dataclass

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.delivery.gateway import Gateway, Gateways
from bot.services import workspaces
from bot.services.workspaces import Install
from bot.store.installations import Installation
from bot.vault import Vault
from handlers.deps import Deps

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Served:
    workspace_id: int
    sealed_token: str
    authorized: AuthorizeResult


class Installations:
    """The installed workspaces by team id. `gateway` lends its HTTP session to the gateways of all of them."""

    def __init__(self, deps: Deps, vault: Vault, gateways: Gateways, gateway: Gateway) -> None:
        self._deps = deps
        self._vault = vault
        self._gateways = gateways
        self._gateway = gateway
        self._served: dict[str, _Served] = {}
        self._changes = 0

    async def refresh(self) -> None:
        """Follow the database. Raises WrongKey if it has a token that SECRET_KEY does not open."""
        before = self._changes
        found = {one.workspace.team_id: one for one in await self._deps.call(workspaces.all_installations)}
        if self._changes != before:  # what was read may be older than what has happened here meanwhile
            return
        for team_id in self._served.keys() - found.keys():
            self.forget(team_id)
        for team_id, installation in found.items():
            served = self._served.get(team_id)
            if served is not None and served.sealed_token == installation.sealed_token:
                continue
            self._serve(installation)
            if served is not None:
                await self._deps.change(workspaces.go_on, installation.workspace.id)

    async def add(self, install: Install) -> None:
        """Keep an installation and serve the workspace from now on, in place of its earlier installation."""
        made = await self._deps.change(workspaces.installed_over_oauth, install, now=self._deps.now())
        self._serve(made)
        self._deps.wake()
        log.info("a workspace has installed the app", team_id=install.team_id)

    def seal(self, token: str) -> str:
        """Return a token encrypted, as it is kept."""
        return self._vault.seal(token)

    def forget(self, team_id: str) -> None:
        """Serve a workspace no longer."""
        self._changes += 1
        served = self._served.pop(team_id, None)
        if served is not None:
            self._gateways.remove(served.workspace_id)

    async def authorized(self, team_id: str) -> AuthorizeResult | None:
        """Return what Bolt needs for a request from a workspace, or None if it has not installed the app."""
        if team_id not in self._served:
            await self.refresh()  # another process may have installed it a moment ago
        served = self._served.get(team_id)
        return served.authorized if served is not None else None

    def _serve(self, installation: Installation) -> None:
        self._changes += 1
        token = self._vault.unseal(installation.sealed_token)
        workspace = installation.workspace
        authorized = AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team_id,
            bot_user_id=workspace.bot_user_id,
            bot_id=installation.bot_id,
            bot_token=token,
            bot_scopes=list(installation.scopes),
        )
        self._served[workspace.team_id] = _Served(workspace.id, installation.sealed_token, authorized)
        self._gateways.add(workspace.id, self._gateway.with_token(token))


class Authorize(AsyncAuthorize):
    """Bolt's authorization out of the installations: no call of auth.test, which Bolt's own makes for every request."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """Return what is known of the workspace a request comes from."""
        return await self._installations.authorized(team_id) if team_id else None
