package io.workbenchx.control.runtime;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface RuntimeRepository extends Repository<Runtime, UUID> {

    Optional<Runtime> findById(UUID id);

    Optional<Runtime> findByDigest(String digest);

    @Query("select r.* from ops.runtimes r order by name, created_at desc")
    List<Runtime> findAllNewestFirst();

    @Query(
            "select r.* from ops.runtimes r where name = :name order by (state = 'APPROVED') desc, created_at desc limit 1")
    Optional<Runtime> findBest(String name);
}
