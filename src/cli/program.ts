import { Command, Option } from 'commander';
import { checkConfiguration, printed } from './check';
import { createClient } from './client-create';
import { databaseHelp } from './database';
import { listKeys, rotateKeys } from './keys';
import { mintToken } from './token-mint';
import { purgeTokens } from './token-purge';

/** The `oauth` command. What a script reads goes to stdout, and nothing else does. */
export function oauth(print: (line: string) => void = line => console.log(line)): Command {
  const program = new Command('oauth').description('Looks after the database of an OAuth server.');
  program
    .command('check')
    .description('reads the configuration of the application and names what its operator should know')
    .option('--config <file>', 'default: oauth.config.js, .mjs, .cjs, .ts or .mts in this folder')
    .option('--production', 'checks it as for production, whatever NODE_ENV says')
    .action(async options => {
      const findings = await checkConfiguration(options);
      for (const finding of findings) print(printed(finding));
      if (findings.length === 0) print('nothing to say');
      if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
    });
  const token = program.command('token').description('access tokens');
  token
    .command('mint')
    .description('makes an access token for development and prints it, and nothing else')
    .requiredOption('--client <id>', 'the client that the token is for')
    .option('--user <id>', 'the id of the user that it stands for; without one, the client acts for itself')
    .requiredOption('--scope <names...>', 'one or more scopes that the client may have')
    .addOption(databaseOption())
    .addOption(prefixOption())
    .option('--lifetime <duration>', "seconds, or a text such as '10m'", '1h')
    .action(async options => print(await mintToken(options)));
  token
    .command('purge')
    .description('deletes what expired more than a day ago, or an hour where it is a request, and prints how many rows that were')
    .addOption(databaseOption())
    .addOption(prefixOption())
    .action(async options => print(String(await purgeTokens(options))));
  const client = program.command('client').description('registered clients');
  client
    .command('create')
    .description('registers a client and prints it as JSON; its secret is shown this once')
    .option('--id <id>', 'default: a random one')
    .option('--name <name>', 'what the consent page calls it')
    .option('--redirect-uri <uris...>', 'where users may be sent back to')
    .option('--scope <names...>', 'what it may ask for')
    .option('--grant <types...>', 'default: authorization_code and refresh_token, or client_credentials without a redirect URI')
    .option('--public', 'it cannot keep a secret: a browser or mobile application')
    .addOption(databaseOption())
    .addOption(prefixOption())
    .action(async options => print(JSON.stringify(await createClient(options), null, 2)));
  addKeyCommands(program, print);
  return program;
}

function addKeyCommands(program: Command, print: (line: string) => void): void {
  const keys = program.command('keys').description('the signing keys that the server makes');
  keys
    .command('list')
    .description('prints them as JSON, the oldest first; makes none')
    .addOption(databaseOption())
    .addOption(prefixOption())
    .action(async options => print(JSON.stringify(await listKeys(options), null, 2)));
  keys
    .command('rotate')
    .description(
      'makes the next one, which signs in 15 minutes, and prints all; what the server has in keys.encryptWith is read from the variable OAUTH_ENCRYPT_WITH',
    )
    .addOption(databaseOption())
    .addOption(prefixOption())
    .action(async options => print(JSON.stringify(await rotateKeys(options), null, 2)));
}

const prefixOption = (): Option =>
  new Option('--entity-prefix <text>', 'of the tables; default: the variable OAUTH_ENTITY_PREFIX, or none');
const databaseOption = (): Option => new Option('--database <file or url>', databaseHelp);
