"""`/mentoring resources`: a program's library."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import ResourceProblem, ResourceState
from bot.services import resource_library
from bot.services.resource_library import Library
from bot.views import library as views
from bot.views import question_ids as ids
from bot.views.library import Deed
from handlers.deps import Deps
from handlers.requests import asker, at_once, reading, refused, refused_on_field, say_directly, show, tell, typed

Body = dict[str, Any]
STATES = {Deed.TAKE_IN: ResourceState.LISTED, Deed.RETIRE: ResourceState.RETIRED}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the library and its form."""
    app.view(ids.LIBRARY_MODAL)(partial(searched, deps))
    app.action(ids.LIBRARY_OPEN)(partial(library_pressed, deps))
    app.action(ids.LIBRARY_ADD)(partial(add_pressed, deps))
    for action in (ids.LIBRARY_PAGE, f"{ids.LIBRARY_PAGE}:later"):
        app.action(action)(partial(page_pressed, deps))
    app.action(ids.LIBRARY_DO)(partial(deed_chosen, deps))
    app.view(ids.LIBRARY_DONE_MODAL)(partial(done_submitted, deps))
    app.view(ids.LIBRARY_FORM_MODAL)(partial(form_submitted, deps))


async def library_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the library, with what the words behind the command find."""
    words = typed(command)[:100]
    if words.casefold() == "help":
        await ack(**at_once(views.help_message(wording())))
        return
    library = await deps.call(resource_library.search, *asker(command), words, now=deps.now())
    if isinstance(library, Refusal):
        await ack(**at_once(refused(library)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=library_list(library)))


async def library_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the library from Home."""
    library = await deps.call(resource_library.search, *asker(body), "", now=deps.now())
    await ack()
    if isinstance(library, Refusal):
        deps.after_ack(tell(body, client, respond, refused(library)))
    else:
        deps.after_ack(show(body, client, library_list(library)))


async def searched(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Show what the typed words find, in the same modal."""
    with reading():
        words = views.read_words(view)
    library = await deps.call(resource_library.search, *asker(body), words, now=deps.now())
    if isinstance(library, Refusal):
        await ack(response_action="errors", errors={ids.LIBRARY_WORDS: refused_on_field(library)})
    else:
        await ack(response_action="update", view=library_list(library))


async def page_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show another part of what was found."""
    with reading():
        place, page = views.read_place(body["view"]), max(0, int(action["value"]))
    found = await deps.call(resource_library.search, *asker(body), place.words, now=deps.now())
    await _show(deps, ack, body, client, found, page)


async def deed_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Keep a resource, mark it as done, let it go; as a coordinator take it in or out."""
    with reading():
        deed, resource_id = views.read_deed(action["selected_option"]["value"])
        place = views.read_place(body["view"])
    who, now = asker(body), deps.now()
    if deed is Deed.DONE:
        await _ask_minutes(deps, ack, body, client, resource_id, place)
        return
    if deed in STATES:
        use_case = resource_library.set_state
        library = await deps.change(use_case, *who, resource_id, STATES[deed], place.words, now=now)
    elif deed is Deed.LET_GO:
        library = await deps.change(resource_library.let_go, *who, resource_id, place.words, now=now)
    else:
        library = await deps.change(resource_library.keep, *who, resource_id, place.words, now=now)
    await _show(deps, ack, body, client, library, place.page)


async def _ask_minutes(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, resource_id: int, place: views.Place
) -> None:
    form = await deps.call(resource_library.open_done, *asker(body), resource_id, now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        say_directly(deps, client, body, refused(form))
        return
    modal = views.done_modal(wording(form.locale), form.resource, place)
    deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=modal))


async def done_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Mark a resource as done, with the minutes that count, or say on their field what is wrong."""
    with reading():
        (resource_id, minutes), place = views.read_done(view), views.read_place(view)
    who, now = asker(body), deps.now()
    library = await deps.change(resource_library.finish, *who, resource_id, minutes, place.words, now=now)
    if isinstance(library, Refusal) and library.reason is Reason.INVALID:
        wrong = views.problem_words(wording(library.locale), ResourceProblem.BAD_MINUTES)
        await ack(response_action="errors", errors=wrong)
    elif isinstance(library, Refusal):
        await ack(response_action="errors", errors={ids.LIBRARY_MINUTES: refused_on_field(library)})
    else:
        await ack()
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=library_list(library)))


async def _show(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, library: Library | Refusal, page: int = 0
) -> None:
    await ack()
    if isinstance(library, Refusal):
        say_directly(deps, client, body, refused(library))
        return
    view = body["view"]
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=library_list(library, page)))


async def add_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Open the form for a resource."""
    library = await deps.call(resource_library.search, *asker(body), now=deps.now())
    await ack()
    if isinstance(library, Refusal):
        say_directly(deps, client, body, refused(library))
        return
    form = views.form_modal(wording(library.locale), library.program.id, coordinates=library.coordinates)
    deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=form))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Add or suggest a resource, or say on its field what is wrong."""
    with reading():
        program_id, wish = views.read_form(view)
    library = await deps.change(resource_library.suggest, *asker(body), program_id, wish, now=deps.now())
    if isinstance(library, ResourceProblem):
        await ack(response_action="errors", errors=views.problem_words(wording(), library))
    elif isinstance(library, Refusal):
        await ack(response_action="errors", errors={ids.LIBRARY_TITLE: _why_not(library)})
    else:
        await ack()
        shown = library_list(library, suggested=not library.coordinates)
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=shown))


def _why_not(refusal: Refusal) -> str:
    full = refusal.reason is Reason.INVALID
    return wording(refusal.locale).plain("library.problem.full") if full else refused_on_field(refusal)


def library_list(library: Library, page: int = 0, *, suggested: bool = False) -> Body:
    """Return the library as a modal, with thanks for what was just `suggested`."""
    about, shown = (library.program.id, library.found, library.kept), (library.words, library.coordinates)
    view = views.LibraryView(*about, *shown, page, suggested)
    return views.library_modal(wording(library.locale), view)
