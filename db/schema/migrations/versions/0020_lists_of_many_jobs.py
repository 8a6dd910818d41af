"""Lists of a hundred thousand jobs: what they are searched and filtered by is in indexes.

A text is found by its n-grams, runs of one, two and three characters, as numbers: what contains a word has the word's
trigrams, or the word itself if it is shorter. `job_texts` is a table of its own because it does not change: each change
of a job's status would write the whole text's n-grams into the index again.
"""

from alembic import op

revision = "0020"
down_revision = "0019"

_GRAMS = """
create function {name}(words text) returns integer[] language sql immutable strict parallel safe cost 1000 as $$
    select coalesce(array_agg(distinct hashtext(substr(words, start, size))), '{{}}')
    from generate_series({smallest}, {largest}) size, generate_series(1, length(words) - size + 1) start
$$"""

_UP = (
    "alter table jobs add column needs_decision boolean not null default false",
    """
update jobs set needs_decision = status in ('storyboard_review', 'failed') or exists (
    select from job_scenes scene left join takes take on take.id = scene.take_id
    where scene.job_id = jobs.id and scene.deleted_at is null and take.status is distinct from 'done'
) and not exists (
    select from job_scenes scene join takes take on take.id = scene.take_id
    where scene.job_id = jobs.id and scene.deleted_at is null
        and take.status in ('wanted', 'ordering', 'ordered', 'filmed')
) where status in ('storyboard_review', 'failed', 'processing')""",
    "drop index jobs_to_decide",
    "create index jobs_by_decision on jobs (needs_decision, created_at desc, id desc) where deleted_at is null",
    """create index jobs_by_client_and_status on jobs (client_id, status, created_at desc, id desc)
        where deleted_at is null""",
    _GRAMS.format(name="text_grams", smallest=1, largest=3),
    _GRAMS.format(name="word_grams", smallest="least(length(words), 3)", largest="least(length(words), 3)"),
    "create table job_texts (job_id uuid primary key references jobs on delete cascade, words text not null)",
    "insert into job_texts select id, search_text from jobs",
    "create index job_texts_by_gram on job_texts using gin (text_grams(words)) with (gin_pending_list_limit = 256)",
    """create function keep_job_text() returns trigger language plpgsql as $$
    begin
        insert into job_texts values (new.id, new.search_text)
        on conflict (job_id) do update set words = excluded.words where job_texts.words <> excluded.words;
        return null;
    end $$""",
    """create trigger keep_job_text after insert or update of search_text on jobs for each row
        execute function keep_job_text()""",
)

_DOWN = (
    "drop trigger keep_job_text on jobs",
    "drop function keep_job_text",
    "drop table job_texts",
    "drop function word_grams",
    "drop function text_grams",
    "drop index jobs_by_client_and_status",
    "drop index jobs_by_decision",
    """create index jobs_to_decide on jobs (created_at desc, id desc)
        where deleted_at is null and status in ('storyboard_review', 'failed', 'processing')""",
    "alter table jobs drop column needs_decision",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
