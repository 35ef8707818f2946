package io.workbenchx.control.artifact;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface ArtifactRepository extends Repository<Artifact, UUID> {

    Optional<Artifact> findByProjectIdAndOwnerAndPath(UUID projectId, String owner, String path);

    @Query("""
            select a.* from ops.artifacts a
            where project_id = :project and owner = :owner and (:prefix = '' or path = :prefix or starts_with(path, :prefix || '/'))
            order by path
            """)
    List<Artifact> under(UUID project, String owner, String prefix);

    @Query("select a.* from ops.artifacts a where project_id = :project and run_id = :run order by owner, path")
    List<Artifact> ofRun(UUID project, UUID run);
}
