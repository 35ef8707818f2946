package io.workbenchx.control.run;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads runs; writing goes through {@link RunRecorder}. */
@Transactional(readOnly = true)
public interface RunRepository extends Repository<Run, UUID> {

    Optional<Run> findById(UUID id);

    Optional<Run> findByIdAndProjectId(UUID id, UUID projectId);

    /** Newest first; {@code before} is the id of the last run of the page before (ids are ordered by time). */
    @Query("""
            select r.* from ops.runs r
            where project_id = :project
              and (cast(:kind as text) is null or kind = :kind)
              and (cast(:state as text) is null or state = :state)
              and (cast(:before as uuid) is null or id < :before)
            order by id desc limit :limit
            """)
    List<Run> page(UUID project, @Nullable String kind, @Nullable String state, @Nullable UUID before, int limit);

    /** Handed to the engine a while ago but not begun: started again, which is harmless when it is only waiting for a worker. */
    @Query("""
            select r.* from ops.runs r
            where state = 'ADMITTED' and admitted_at < now() - make_interval(secs => :seconds) order by created_at limit 200
            """)
    List<Run> findAdmittedFor(int seconds);

    @Query("select r.* from ops.runs r where state in ('RUNNING', 'WAITING') order by created_at")
    List<Run> findRunning();

    /** Waiting, although nobody is asked any more: the word that somebody decided was lost. */
    @Query("""
            select r.* from ops.runs r where state = 'WAITING' and finished_at is null
              and not exists (select 1 from ops.approvals a where a.run_id = r.id and a.state = 'PENDING' and a.expires_at > now()) order by created_at
            """)
    List<Run> findWaitingForNobody();

    @Query(
            "select r.* from ops.runs r where finished_at is null and cancel_requested_at is not null order by created_at")
    List<Run> findCancelling();
}
