import java.sql.DriverManager;

/** Executes one statement as the owner of the database: {@code java -cp <driver> Sql.java URL USER STATEMENT}, the password in PGPASSWORD. */
final class Sql {
    public static void main(String[] arguments) throws Exception {
        try (var connection = DriverManager.getConnection(arguments[0], arguments[1], System.getenv("PGPASSWORD"));
                var statement = connection.createStatement()) {
            statement.execute(arguments[2]);
        }
    }
}
