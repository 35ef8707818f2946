package io.workbenchx.control.schedule;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface ScheduleRepository extends Repository<Schedule, UUID> {

    Optional<Schedule> findById(UUID id);

    @Query("select s.* from ops.schedules s where project_id = :project and name = :name and state <> 'DELETED'")
    Optional<Schedule> findNamed(UUID project, String name);

    @Query("select s.* from ops.schedules s where project_id = :project and state <> 'DELETED' order by name")
    List<Schedule> findOf(UUID project);

    @Query("select s.* from ops.schedules s where state = 'ACTIVE' order by id")
    List<Schedule> findActive();

    @Query("select s.* from ops.schedules s order by id")
    List<Schedule> findAll();
}
