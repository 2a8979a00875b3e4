"""All repositories of one unit of work, each made when it is first asked for."""

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from models.repositories.agenda import AgendaRepository
from models.repositories.articles import ArticleRepository
from models.repositories.audit import AuditRepository
from models.repositories.blocks import BlockRepository, FeedRepository
from models.repositories.budgets import BudgetRepository
from models.repositories.calendars import CalendarRepository
from models.repositories.cards import CardRepository
from models.repositories.conversations import ChannelRepository
from models.repositories.courses import CourseRepository
from models.repositories.curriculum import CurriculumRepository
from models.repositories.importing import ImportRepository
from models.repositories.inbox import InboxRepository
from models.repositories.invitations import InvitationRepository, LetterRepository
from models.repositories.learned import LearnedRepository
from models.repositories.learners import LearnerRepository
from models.repositories.learning_of import LearningOfRepository
from models.repositories.members import MemberRepository
from models.repositories.messages import MessageRepository
from models.repositories.motivation import MotivationRepository
from models.repositories.outgoing import OutgoingRepository
from models.repositories.paths import PathRepository
from models.repositories.people import PeopleRepository
from models.repositories.questions import QuestionRepository
from models.repositories.quiet import QuietRepository
from models.repositories.records import RecordRepository
from models.repositories.replicas import ReplicaRepository
from models.repositories.reviews import ReviewRepository
from models.repositories.saving import NoteRepository
from models.repositories.sealed import SealedRepository
from models.repositories.signing_in import SigningInRepository
from models.repositories.spend import SpendRepository
from models.repositories.sprints import SprintRepository
from models.repositories.vectors import VectorRepository
from models.repositories.wiki import WikiRepository
from models.repositories.workspaces import WorkspaceRepository
from models.search.words import WordIndex


class Repositories:
    """What a unit of work reads and writes through; those of tenants need a workspace."""

    session: AsyncSession

    @property
    def workspace_id(self) -> int:
        """The workspace that it was begun for."""
        raise NotImplementedError

    @cached_property
    def workspaces(self) -> WorkspaceRepository:
        """Workspaces and installations (of all tenants)."""
        return WorkspaceRepository(self.session)

    @cached_property
    def channels(self) -> ChannelRepository:
        """Channels and their members."""
        return ChannelRepository(self.session, self.workspace_id)

    @cached_property
    def members(self) -> MemberRepository:
        """Members."""
        return MemberRepository(self.session, self.workspace_id)

    @cached_property
    def messages(self) -> MessageRepository:
        """Messages of followed threads."""
        return MessageRepository(self.session, self.workspace_id)

    @cached_property
    def questions(self) -> QuestionRepository:
        """Questions, topics and verdicts."""
        return QuestionRepository(self.session, self.workspace_id)

    @cached_property
    def articles(self) -> ArticleRepository:
        """Articles, revisions, sources and thread links."""
        return ArticleRepository(self.session, self.workspace_id)

    @cached_property
    def reviews(self) -> ReviewRepository:
        """Reviews and offers."""
        return ReviewRepository(self.session, self.workspace_id)

    @cached_property
    def notes(self) -> NoteRepository:
        """Saved notes."""
        return NoteRepository(self.session, self.workspace_id)

    @cached_property
    def vectors(self) -> VectorRepository:
        """Vectors."""
        return VectorRepository(self.session, self.workspace_id)

    @cached_property
    def words(self) -> WordIndex:
        """The index of words."""
        return WordIndex(self.session, self.workspace_id)

    @cached_property
    def wiki(self) -> WikiRepository:
        """What the pages of the wiki show."""
        return WikiRepository(self.session, self.workspace_id)

    @cached_property
    def inbox(self) -> InboxRepository:
        """Stored events (of all tenants)."""
        return InboxRepository(self.session)

    @cached_property
    def replicas(self) -> ReplicaRepository:
        """Replicas' signs of life (of all tenants)."""
        return ReplicaRepository(self.session)

    @cached_property
    def outgoing(self) -> OutgoingRepository:
        """The send-once states of what Thrice posts."""
        return OutgoingRepository(self.session, self.workspace_id)

    @cached_property
    def audit(self) -> AuditRepository:
        """Who did what."""
        return AuditRepository(self.session, self.workspace_id)

    @cached_property
    def signing_in(self) -> SigningInRepository:
        """One-time links and web sessions (of all tenants)."""
        return SigningInRepository(self.session)

    @cached_property
    def spend(self) -> SpendRepository:
        """Tokens used at the language model."""
        return SpendRepository(self.session, self.workspace_id)

    @cached_property
    def cards(self) -> CardRepository:
        """Cards and what they were made of."""
        return CardRepository(self.session, self.workspace_id)

    @cached_property
    def courses(self) -> CourseRepository:
        """Courses and lessons."""
        return CourseRepository(self.session, self.workspace_id)

    @cached_property
    def paths(self) -> PathRepository:
        """Paths, who is on them, and how far."""
        return PathRepository(self.session, self.workspace_id)

    @cached_property
    def people(self) -> PeopleRepository:
        """An organisation's list of people."""
        return PeopleRepository(self.session, self.workspace_id)

    @cached_property
    def curriculum(self) -> CurriculumRepository:
        """What somebody could learn next."""
        return CurriculumRepository(self.session, self.workspace_id)

    @cached_property
    def learners(self) -> LearnerRepository:
        """Learners and nudges."""
        return LearnerRepository(self.session, self.workspace_id)

    @cached_property
    def learning_of(self) -> LearningOfRepository:
        """All that learning holds of one person."""
        return LearningOfRepository(self.session, self.workspace_id)

    @cached_property
    def blocks(self) -> BlockRepository:
        """Learning blocks."""
        return BlockRepository(self.session, self.workspace_id)

    @cached_property
    def agenda(self) -> AgendaRepository:
        """What a member could do in a block."""
        return AgendaRepository(self.session, self.workspace_id)

    @cached_property
    def calendars(self) -> CalendarRepository:
        """Connected calendars."""
        return CalendarRepository(self.session, self.workspace_id)

    @cached_property
    def quiet(self) -> QuietRepository:
        """Consents to quiet during blocks, and quiet times that are under way."""
        return QuietRepository(self.session, self.workspace_id)

    @cached_property
    def invitations(self) -> InvitationRepository:
        """Invitations by e-mail."""
        return InvitationRepository(self.session, self.workspace_id)

    @cached_property
    def letters(self) -> LetterRepository:
        """Letters to addresses that are not confirmed (of all tenants)."""
        return LetterRepository(self.session)

    @cached_property
    def sealed(self) -> SealedRepository:
        """Members' sealed secrets (of all tenants)."""
        return SealedRepository(self.session)

    @cached_property
    def feeds(self) -> FeedRepository:
        """Feeds of learning blocks (of all tenants)."""
        return FeedRepository(self.session)

    @cached_property
    def sprints(self) -> SprintRepository:
        """Sprints, memories and grades."""
        return SprintRepository(self.session, self.workspace_id)

    @cached_property
    def budgets(self) -> BudgetRepository:
        """Learning budgets and what was spent of them."""
        return BudgetRepository(self.session, self.workspace_id)

    @cached_property
    def motivation(self) -> MotivationRepository:
        """Badges and the deeds that they thank for."""
        return MotivationRepository(self.session, self.workspace_id)

    @cached_property
    def records(self) -> RecordRepository:
        """Learning records on their way to a record store."""
        return RecordRepository(self.session, self.workspace_id)

    @cached_property
    def learned(self) -> LearnedRepository:
        """What members learned, as records tell it."""
        return LearnedRepository(self.session, self.workspace_id)

    @cached_property
    def imports(self) -> ImportRepository:
        """Import runs."""
        return ImportRepository(self.session, self.workspace_id)
