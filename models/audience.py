"""The one predicate of who may read what; every read path uses it, and what is unknown is hidden."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.articles import Article, Revision, Source
from models.channels import Channel

PUBLIC = "public"
"""The audience of all public channels of a workspace; each private channel is its own, named by its id."""


@dataclass(frozen=True)
class Reader:
    """What somebody may read: public channels or not, and the private channels that the person is in."""

    user_id: str
    reads_public: bool
    private_channels: frozenset[str]

    @property
    def audiences(self) -> frozenset[str]:
        """The audiences whose things this reader may see."""
        return self.private_channels | ({PUBLIC} if self.reads_public else frozenset())


NOBODY = Reader(user_id="", reads_public=False, private_channels=frozenset())


def channel_reader(audience: str) -> Reader:
    """Return the reader that stands for everybody of `audience`: what it sees may be shown to all of them."""
    private = frozenset() if audience == PUBLIC else frozenset({audience})
    return Reader(user_id="", reads_public=True, private_channels=private)


def channel_is_readable(reader: Reader, channel_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that `reader` may read the channel, as the channel is now.

    The channel's row decides, not what was written beside the thing: a public channel that became private
    hides what came from it at once. A channel without a row is hidden.
    """
    channel = aliased(Channel)
    public = channel.is_private.is_(False) if reader.reads_public else None
    member = channel.channel_id.in_(sorted(reader.private_channels))
    may = member if public is None else or_(public, member)
    return exists(
        select(channel.id).where(
            channel.workspace_id == channel_id.class_.workspace_id, channel.channel_id == channel_id, may
        )
    )


def article_is_readable(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that `reader` may read an `Article`: its audience, and each channel it cites."""
    hidden_source = exists(
        select(Source.id).where(
            Source.workspace_id == Article.workspace_id,
            Source.article_id == Article.id,
            # The page shows the published revision while a newer one waits for its review: both count.
            or_(Source.revision == Article.revision, Source.revision == Article.published_revision),
            ~channel_is_readable(reader, Source.channel_id),
        )
    )
    return and_(Article.audience.in_(sorted(reader.audiences)), ~hidden_source)


def revision_is_readable(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that `reader` may read a `Revision` of an article that `reader` may read: each channel
    that this one cites, for an old revision may cite what the newest does not."""
    hidden_source = exists(
        select(Source.id).where(
            Source.workspace_id == Revision.workspace_id,
            Source.article_id == Revision.article_id,
            Source.revision == Revision.number,
            ~channel_is_readable(reader, Source.channel_id),
        )
    )
    return ~hidden_source
