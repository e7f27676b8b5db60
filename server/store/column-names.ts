/**
 * Maps the names of tables and columns: `cityId` in code is `city_id` in the database. Kysely's own plugin copies the tree of
 * each query to rename what is in it, which took a quarter of Kysely's time; here the compilers rename as they write.
 */
import { CamelCasePlugin, PostgresQueryCompiler, SqliteQueryCompiler, type RootOperationNode } from 'kysely';

class ColumnNames extends CamelCasePlugin {
  override transformQuery({ node }: { readonly node: RootOperationNode }): RootOperationNode {
    return node;
  }

  /** Returns the name in the database. */
  stored(name: string): string {
    return this.snakeCase(name);
  }
}

/** Names the columns of results as code does; what queries hold is named by the compilers below. */
export const columnNames = new ColumnNames();

export class SqliteCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(columnNames.stored(identifier));
  }
}

export class PostgresCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(columnNames.stored(identifier));
  }
}
