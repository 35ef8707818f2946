package io.workbenchx.control.identity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface UserRepository extends ListCrudRepository<UserAccount, UUID> {
    Optional<UserAccount> findByName(String name);

    List<UserAccount> findAllByOrderByName();
}
