package io.workbenchx.control;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;

/**
 * Transactions whose every failure of the database is a {@link DataAccessException}. Spring tells a database that is away as something
 * else at the begin of a transaction, and again as something else at its rollback; whoever waits for the database to come back would have
 * to know all of them, and a run would fail for good where its step only had to be tried again.
 */
final class DatabaseTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    DatabaseTransactions(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        try {
            super.doBegin(transaction, definition);
        } catch (CannotCreateTransactionException away) {
            throw new DataAccessResourceFailureException("The database does not answer", away);
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
