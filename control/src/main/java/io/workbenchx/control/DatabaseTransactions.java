package io.workbenchx.control;

import io.workbenchx.control.identity.AccessScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions that tell the database who is asking (see {@link AccessScope}), for as long as they last, and whose every failure of the
 * database is a {@link DataAccessException}. Spring tells a database that is away as something else at the begin of a transaction, and
 * again as something else at its rollback; whoever waits for the database to come back would have to know all of them, and a run would
 * fail for good where its step only had to be tried again.
 */
final class DatabaseTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;
    private static final String ASK =
            "select set_config('wbx.scope', ?, true), set_config('wbx.user', ?, true), set_config('wbx.project', ?, true)";

    /** Under this name the transaction remembers for whom it has begun. */
    private static final String ASKER = DatabaseTransactions.class.getName() + ".asker";

    DatabaseTransactions(DataSource dataSource) {
        super(dataSource);
    }

    /** What has begun for one asker goes on for that one: a wider or another scope inside it would silently count for nothing. */
    @Override
    protected boolean isExistingTransaction(Object transaction) {
        boolean existing = super.isExistingTransaction(transaction);
        if (existing && !Objects.equals(TransactionSynchronizationManager.getResource(ASKER), AccessScope.current())) {
            throw new IllegalStateException("This transaction has begun for "
                    + TransactionSynchronizationManager.getResource(ASKER) + " and cannot go on for "
                    + AccessScope.current()
                    + ": open the access scope before the transaction.");
        }
        return existing;
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        TransactionSynchronizationManager.unbindResourceIfPossible(ASKER);
        super.doCleanupAfterCompletion(transaction);
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        try {
            super.doBegin(transaction, definition);
        } catch (CannotCreateTransactionException away) {
            throw new DataAccessResourceFailureException("The database does not answer", away);
        }
        AccessScope scope = AccessScope.current();
        if (scope == null) {
            return;
        }
        TransactionSynchronizationManager.bindResource(ASKER, scope);
        try {
            tell(scope);
        } catch (RuntimeException failed) {
            // Nobody else gives the connection back when a begin fails.
            doCleanupAfterCompletion(transaction);
            throw failed;
        }
    }

    private void tell(AccessScope scope) {
        Connection connection = DataSourceUtils.getConnection(obtainDataSource());
        try (PreparedStatement ask = connection.prepareStatement(ASK)) {
            ask.setString(1, scope.user() == null ? "workbench" : "user");
            ask.setString(2, scope.user() == null ? "" : scope.user().toString());
            ask.setString(3, scope.project() == null ? "" : scope.project().toString());
            ask.execute();
        } catch (SQLException away) {
            throw translateException("Telling who asks", away);
        } finally {
            DataSourceUtils.releaseConnection(connection, getDataSource());
        }
    }

    @Override
    protected RuntimeException translateException(String task, SQLException failure) {
        RuntimeException translated = super.translateException(task, failure);
        return translated instanceof DataAccessException
                ? translated
                : new DataAccessResourceFailureException(task + " failed", failure);
    }
}
