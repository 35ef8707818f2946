package io.workbenchx.control.project;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface ProjectRepository extends Repository<Project, UUID> {

    Optional<Project> findByName(String name);

    Optional<Project> findById(UUID id);

    @Query("select p.* from ops.projects p where archived_at is null order by name")
    List<Project> findActive();

    @Query("""
            select p.* from ops.projects p join ops.members m on m.project_id = p.id
            where m.user_id = :user and archived_at is null order by name
            """)
    List<Project> findActiveOf(UUID user);
}
