/** Generated from the files of this folder by `npm run generate`. */
import actionsExecRows from "./actions-exec.json";
import actionsGithubRows from "./actions-github.json";
import admZipRows from "./adm-zip.json";
import adonisjsCoreRows from "./adonisjs-core.json";
import agenticCoreRows from "./agentic-core.json";
import agentsRows from "./agents.json";
import aiSdkAmazonBedrockRows from "./ai-sdk-amazon-bedrock.json";
import aiSdkAnthropicRows from "./ai-sdk-anthropic.json";
import aiSdkAzureRows from "./ai-sdk-azure.json";
import aiSdkCerebrasRows from "./ai-sdk-cerebras.json";
import aiSdkCohereRows from "./ai-sdk-cohere.json";
import aiSdkDeepinfraRows from "./ai-sdk-deepinfra.json";
import aiSdkDeepseekRows from "./ai-sdk-deepseek.json";
import aiSdkFireworksRows from "./ai-sdk-fireworks.json";
import aiSdkGatewayRows from "./ai-sdk-gateway.json";
import aiSdkGoogleVertexRows from "./ai-sdk-google-vertex.json";
import aiSdkGoogleRows from "./ai-sdk-google.json";
import aiSdkGroqRows from "./ai-sdk-groq.json";
import aiSdkMcpRows from "./ai-sdk-mcp.json";
import aiSdkMistralRows from "./ai-sdk-mistral.json";
import aiSdkOpenaiCompatibleRows from "./ai-sdk-openai-compatible.json";
import aiSdkOpenaiRows from "./ai-sdk-openai.json";
import aiSdkPerplexityRows from "./ai-sdk-perplexity.json";
import aiSdkProviderRows from "./ai-sdk-provider.json";
import aiSdkReactRows from "./ai-sdk-react.json";
import aiSdkTogetheraiRows from "./ai-sdk-togetherai.json";
import aiSdkXaiRows from "./ai-sdk-xai.json";
import aiRows from "./ai.json";
import ajvRows from "./ajv.json";
import alasqlRows from "./alasql.json";
import algoliasearchRows from "./algoliasearch.json";
import amqplibRows from "./amqplib.json";
import anthropicAiClaudeAgentSdkRows from "./anthropic-ai-claude-agent-sdk.json";
import anthropicAiSdkRows from "./anthropic-ai-sdk.json";
import apolloServerRows from "./apollo-server.json";
import applescriptRows from "./applescript.json";
import arangojsRows from "./arangojs.json";
import arktypeRows from "./arktype.json";
import astroRows from "./astro.json";
import asyncRows from "./async.json";
import auth0NextjsAuth0Rows from "./auth0-nextjs-auth0.json";
import awsLambdaRows from "./aws-lambda.json";
import awsSdkClientAthenaRows from "./aws-sdk-client-athena.json";
import awsSdkClientBedrockRuntimeRows from "./aws-sdk-client-bedrock-runtime.json";
import awsSdkClientRdsDataRows from "./aws-sdk-client-rds-data.json";
import awsSdkClientRedshiftDataRows from "./aws-sdk-client-redshift-data.json";
import awsSdkClientS3Rows from "./aws-sdk-client-s3.json";
import awsSdkClientSesRows from "./aws-sdk-client-ses.json";
import awsSdkClientSqsRows from "./aws-sdk-client-sqs.json";
import awsSdkClientTimestreamQueryRows from "./aws-sdk-client-timestream-query.json";
import axLlmAxRows from "./ax-llm-ax.json";
import axiosRows from "./axios.json";
import azureFunctionsRows from "./azure-functions.json";
import azureOpenaiRows from "./azure-openai.json";
import azureRestAiInferenceRows from "./azure-rest-ai-inference.json";
import bentRows from "./bent.json";
import betterAuthRows from "./better-auth.json";
import betterSqlite3Rows from "./better-sqlite3.json";
import bluebirdRows from "./bluebird.json";
import botbuilderRows from "./botbuilder.json";
import braintreeRows from "./braintree.json";
import browserbasehqStagehandRows from "./browserbasehq-stagehand.json";
import bullmqRows from "./bullmq.json";
import bunRows from "./bun.json";
import bunyanRows from "./bunyan.json";
import cassandraDriverRows from "./cassandra-driver.json";
import cerebrasCerebrasCloudSdkRows from "./cerebras-cerebras_cloud_sdk.json";
import changeCaseRows from "./change-case.json";
import chatRows from "./chat.json";
import chatgptRows from "./chatgpt.json";
import cheerioRows from "./cheerio.json";
import childProcessPromiseRows from "./child-process-promise.json";
import childProcessRows from "./child_process.json";
import chromadbRows from "./chromadb.json";
import chromeRemoteInterfaceRows from "./chrome-remote-interface.json";
import clackPromptsRows from "./clack-prompts.json";
import classValidatorRows from "./class-validator.json";
import clerkNextjsRows from "./clerk-nextjs.json";
import clickhouseClientRows from "./clickhouse-client.json";
import cloudflareWorkersTypesRows from "./cloudflare-workers-types.json";
import cloudflareWorkersRows from "./cloudflare-workers.json";
import cohereAiRows from "./cohere-ai.json";
import commanderRows from "./commander.json";
import concurrentlyRows from "./concurrently.json";
import connectrpcConnectRows from "./connectrpc-connect.json";
import consolaRows from "./consola.json";
import consoleRows from "./console.json";
import conventionRows from "./convention.json";
import convexRows from "./convex.json";
import copilotkitRuntimeRows from "./copilotkit-runtime.json";
import couchbaseRows from "./couchbase.json";
import crawleeRows from "./crawlee.json";
import crossSpawnRows from "./cross-spawn.json";
import cryptoRows from "./crypto.json";
import cyanheadsMcpTsCoreRows from "./cyanheads-mcp-ts-core.json";
import databricksSqlRows from "./databricks-sql.json";
import db0Rows from "./db0.json";
import decompressRows from "./decompress.json";
import devicefarmerAdbkitRows from "./devicefarmer-adbkit.json";
import discordJsRows from "./discord.js.json";
import dnsRows from "./dns.json";
import dockerodeRows from "./dockerode.json";
import dompurifyRows from "./dompurify.json";
import dotRows from "./dot.json";
import downloadRows from "./download.json";
import drizzleOrmRows from "./drizzle-orm.json";
import duckDuckScrapeRows from "./duck-duck-scrape.json";
import duckdbRows from "./duckdb.json";
import e2bCodeInterpreterRows from "./e2b-code-interpreter.json";
import effectRows from "./effect.json";
import ejsRows from "./ejs.json";
import elasticElasticsearchRows from "./elastic-elasticsearch.json";
import electricSqlPgliteRows from "./electric-sql-pglite.json";
import electronRows from "./electron.json";
import elizaosCoreRows from "./elizaos-core.json";
import elysiaRows from "./elysia.json";
import endpointRows from "./endpoint.json";
import entitiesRows from "./entities.json";
import escapeHtmlRows from "./escape-html.json";
import etaRows from "./eta.json";
import ethersRows from "./ethers.json";
import eventsourceParserRows from "./eventsource-parser.json";
import eventsourceRows from "./eventsource.json";
import exaJsRows from "./exa-js.json";
import execShRows from "./exec-sh.json";
import execaRows from "./execa.json";
import expoSpawnAsyncRows from "./expo-spawn-async.json";
import expressJwtRows from "./express-jwt.json";
import expressRows from "./express.json";
import extractZipRows from "./extract-zip.json";
import extractusArticleExtractorRows from "./extractus-article-extractor.json";
import falkordbRows from "./falkordb.json";
import fastifyRows from "./fastify.json";
import fastmcpRows from "./fastmcp.json";
import firebaseAdminRows from "./firebase-admin.json";
import firebaseFunctionsRows from "./firebase-functions.json";
import fluentFfmpegRows from "./fluent-ffmpeg.json";
import formDataRows from "./form-data.json";
import formidableRows from "./formidable.json";
import fsRows from "./fs.json";
import gaxiosRows from "./gaxios.json";
import genkitRows from "./genkit.json";
import gigetRows from "./giget.json";
import githubCopilotSdkRows from "./github-copilot-sdk.json";
import globRows from "./glob.json";
import globalRows from "./global.json";
import googleAdkRows from "./google-adk.json";
import googleCloudBigqueryRows from "./google-cloud-bigquery.json";
import googleCloudPubsubRows from "./google-cloud-pubsub.json";
import googleCloudSpannerRows from "./google-cloud-spanner.json";
import googleGeminiCliCoreRows from "./google-gemini-cli-core.json";
import googleGenaiRows from "./google-genai.json";
import googleGenerativeAiRows from "./google-generative-ai.json";
import googleapisRows from "./googleapis.json";
import gotRows from "./got.json";
import grammyRows from "./grammy.json";
import graphqlToolsSchemaRows from "./graphql-tools-schema.json";
import graphqlYogaRows from "./graphql-yoga.json";
import grayMatterRows from "./gray-matter.json";
import gremlinRows from "./gremlin.json";
import groqSdkRows from "./groq-sdk.json";
import grpcGrpcJsRows from "./grpc-grpc-js.json";
import h3Rows from "./h3.json";
import hanaClientRows from "./hana-client.json";
import handlebarsRows from "./handlebars.json";
import hapiHapiRows from "./hapi-hapi.json";
import heRows from "./he.json";
import highlightJsRows from "./highlight.js.json";
import honoRows from "./hono.json";
import htmlEntitiesRows from "./html-entities.json";
import htmlEscaperRows from "./html-escaper.json";
import htmlReactParserRows from "./html-react-parser.json";
import htmlToTextRows from "./html-to-text.json";
import httpRows from "./http.json";
import huggingfaceInferenceRows from "./huggingface-inference.json";
import huggingfaceTransformersRows from "./huggingface-transformers.json";
import ibmDbRows from "./ibm_db.json";
import imapflowRows from "./imapflow.json";
import importFreshRows from "./import-fresh.json";
import influxRows from "./influx.json";
import influxdataInfluxdbClientRows from "./influxdata-influxdb-client.json";
import inngestAgentKitRows from "./inngest-agent-kit.json";
import inngestRows from "./inngest.json";
import inquirerPromptsRows from "./inquirer-prompts.json";
import inquirerRows from "./inquirer.json";
import insaneRows from "./insane.json";
import instructorAiInstructorRows from "./instructor-ai-instructor.json";
import ioTsRows from "./io-ts.json";
import ioredisRows from "./ioredis.json";
import ipRows from "./ip.json";
import ipaddrJsRows from "./ipaddr.js.json";
import ironSessionRows from "./iron-session.json";
import isPathInsideRows from "./is-path-inside.json";
import isolatedVmRows from "./isolated-vm.json";
import isomorphicGitRows from "./isomorphic-git.json";
import ittyRouterRows from "./itty-router.json";
import jiraJsRows from "./jira.js.json";
import jitiRows from "./jiti.json";
import joiRows from "./joi.json";
import joseRows from "./jose.json";
import jqueryRows from "./jquery.json";
import jsYamlRows from "./js-yaml.json";
import jsdomRows from "./jsdom.json";
import jsforceRows from "./jsforce.json";
import json5Rows from "./json5.json";
import jsonpathPlusRows from "./jsonpath-plus.json";
import jsonpathRows from "./jsonpath.json";
import jsonrepairRows from "./jsonrepair.json";
import jsonschemaRows from "./jsonschema.json";
import jsonwebtokenRows from "./jsonwebtoken.json";
import jszipRows from "./jszip.json";
import kafkajsRows from "./kafkajs.json";
import knexRows from "./knex.json";
import koaRouterRows from "./koa-router.json";
import koaRows from "./koa.json";
import kubernetesClientNodeRows from "./kubernetes-client-node.json";
import kuzuRows from "./kuzu.json";
import kyRows from "./ky.json";
import kyselyRows from "./kysely.json";
import lancedbLancedbRows from "./lancedb-lancedb.json";
import langchainAnthropicRows from "./langchain-anthropic.json";
import langchainAwsRows from "./langchain-aws.json";
import langchainCohereRows from "./langchain-cohere.json";
import langchainCommunityRows from "./langchain-community.json";
import langchainCoreRows from "./langchain-core.json";
import langchainDeepseekRows from "./langchain-deepseek.json";
import langchainGoogleGenaiRows from "./langchain-google-genai.json";
import langchainGoogleVertexaiRows from "./langchain-google-vertexai.json";
import langchainGroqRows from "./langchain-groq.json";
import langchainLanggraphCheckpointRows from "./langchain-langgraph-checkpoint.json";
import langchainLanggraphRows from "./langchain-langgraph.json";
import langchainMcpAdaptersRows from "./langchain-mcp-adapters.json";
import langchainMistralaiRows from "./langchain-mistralai.json";
import langchainOllamaRows from "./langchain-ollama.json";
import langchainOpenaiRows from "./langchain-openai.json";
import langchainPineconeRows from "./langchain-pinecone.json";
import langchainTavilyRows from "./langchain-tavily.json";
import langchainTextsplittersRows from "./langchain-textsplitters.json";
import langchainXaiRows from "./langchain-xai.json";
import langchainRows from "./langchain.json";
import ldapjsRows from "./ldapjs.json";
import ldaptsRows from "./ldapts.json";
import libsqlClientRows from "./libsql-client.json";
import linearSdkRows from "./linear-sdk.json";
import linkPreviewJsRows from "./link-preview-js.json";
import linkedomRows from "./linkedom.json";
import litRows from "./lit.json";
import litemcpRows from "./litemcp.json";
import livekitAgentsRows from "./livekit-agents.json";
import llamaindexRows from "./llamaindex.json";
import lmstudioSdkRows from "./lmstudio-sdk.json";
import lodashRows from "./lodash.json";
import log4jsRows from "./log4js.json";
import loglevelRows from "./loglevel.json";
import mailparserRows from "./mailparser.json";
import mammothRows from "./mammoth.json";
import mariozechnerPiAgentCoreRows from "./mariozechner-pi-agent-core.json";
import mariozechnerPiAiRows from "./mariozechner-pi-ai.json";
import mariozechnerPiCodingAgentRows from "./mariozechner-pi-coding-agent.json";
import markdownItRows from "./markdown-it.json";
import markedRows from "./marked.json";
import mastraCoreRows from "./mastra-core.json";
import mathjsRows from "./mathjs.json";
import mcpFrameworkRows from "./mcp-framework.json";
import mcpHandlerRows from "./mcp-handler.json";
import mcpLiteRows from "./mcp-lite.json";
import mcpUseRows from "./mcp-use.json";
import meilisearchRows from "./meilisearch.json";
import mem0aiRows from "./mem0ai.json";
import mendableFirecrawlJsRows from "./mendable-firecrawl-js.json";
import micromarkRows from "./micromark.json";
import microsoftFetchEventSourceRows from "./microsoft-fetch-event-source.json";
import mikroOrmCoreRows from "./mikro-orm-core.json";
import minimistRows from "./minimist.json";
import mistralaiMistralaiRows from "./mistralai-mistralai.json";
import mkdirpRows from "./mkdirp.json";
import mlcAiWebLlmRows from "./mlc-ai-web-llm.json";
import modelcontextprotocolSdkRows from "./modelcontextprotocol-sdk.json";
import moduleRows from "./module.json";
import mongodbRows from "./mongodb.json";
import mongooseRows from "./mongoose.json";
import mozillaReadabilityRows from "./mozilla-readability.json";
import mqttRows from "./mqtt.json";
import mssqlRows from "./mssql.json";
import multerRows from "./multer.json";
import multipartyRows from "./multiparty.json";
import mysql2Rows from "./mysql2.json";
import natsRows from "./nats.json";
import needleRows from "./needle.json";
import neo4jDriverRows from "./neo4j-driver.json";
import nestjsAxiosRows from "./nestjs-axios.json";
import nestjsCommonRows from "./nestjs-common.json";
import nestjsGraphqlRows from "./nestjs-graphql.json";
import nestjsMicroservicesRows from "./nestjs-microservices.json";
import nestjsWebsocketsRows from "./nestjs-websockets.json";
import netRows from "./net.json";
import nextAuthRows from "./next-auth.json";
import nextSafeActionRows from "./next-safe-action.json";
import nextRows from "./next.json";
import nodeCmdRows from "./node-cmd.json";
import nodeDownloaderHelperRows from "./node-downloader-helper.json";
import nodeFetchRows from "./node-fetch.json";
import nodeLlamaCppRows from "./node-llama-cpp.json";
import nodePowershellRows from "./node-powershell.json";
import nodePtyRows from "./node-pty.json";
import nodeSerializeRows from "./node-serialize.json";
import nodeSshRows from "./node-ssh.json";
import nodeStreamZipRows from "./node-stream-zip.json";
import nodeTelegramBotApiRows from "./node-telegram-bot-api.json";
import nodemailerRows from "./nodemailer.json";
import notionhqClientRows from "./notionhq-client.json";
import nunjucksRows from "./nunjucks.json";
import oakRows from "./oak.json";
import objectionRows from "./objection.json";
import octokitRestRows from "./octokit-rest.json";
import octokitWebhooksRows from "./octokit-webhooks.json";
import odbcRows from "./odbc.json";
import ofetchRows from "./ofetch.json";
import officeparserRows from "./officeparser.json";
import ollamaAiProviderRows from "./ollama-ai-provider.json";
import ollamaRows from "./ollama.json";
import openGraphScraperRows from "./open-graph-scraper.json";
import openRows from "./open.json";
import openaiAgentsRows from "./openai-agents.json";
import openaiCodexSdkRows from "./openai-codex-sdk.json";
import openaiRows from "./openai.json";
import openclawRows from "./openclaw.json";
import opencodeAiPluginRows from "./opencode-ai-plugin.json";
import openrouterAiSdkProviderRows from "./openrouter-ai-sdk-provider.json";
import openrouterSdkRows from "./openrouter-sdk.json";
import oracledbRows from "./oracledb.json";
import orpcServerRows from "./orpc-server.json";
import pEachSeriesRows from "./p-each-series.json";
import pLimitRows from "./p-limit.json";
import pMapRows from "./p-map.json";
import pQueueRows from "./p-queue.json";
import pRetryRows from "./p-retry.json";
import papaparseRows from "./papaparse.json";
import passportRows from "./passport.json";
import pathRows from "./path.json";
import paypalCheckoutServerSdkRows from "./paypal-checkout-server-sdk.json";
import pdfParseRows from "./pdf-parse.json";
import pdfjsDistRows from "./pdfjs-dist.json";
import pgFormatRows from "./pg-format.json";
import pgPromiseRows from "./pg-promise.json";
import pgRows from "./pg.json";
import pgvectorRows from "./pgvector.json";
import pineconeDatabasePineconeRows from "./pinecone-database-pinecone.json";
import pinoRows from "./pino.json";
import planetscaleDatabaseRows from "./planetscale-database.json";
import playwrightRows from "./playwright.json";
import polkaRows from "./polka.json";
import portkeyAiRows from "./portkey-ai.json";
import postgresRows from "./postgres.json";
import postlightParserRows from "./postlight-parser.json";
import postmarkRows from "./postmark.json";
import prestoClientRows from "./presto-client.json";
import prismaClientRows from "./prisma-client.json";
import privateIpRows from "./private-ip.json";
import probotRows from "./probot.json";
import processRows from "./process.json";
import promptsRows from "./prompts.json";
import pugRows from "./pug.json";
import puppeteerClusterRows from "./puppeteer-cluster.json";
import puppeteerRows from "./puppeteer.json";
import pyodideRows from "./pyodide.json";
import pythonShellRows from "./python-shell.json";
import qdrantJsClientRestRows from "./qdrant-js-client-rest.json";
import querystringRows from "./querystring.json";
import reactMarkdownRows from "./react-markdown.json";
import readlineSyncRows from "./readline-sync.json";
import readlineRows from "./readline.json";
import redaxiosRows from "./redaxios.json";
import redisRows from "./redis.json";
import rehypeSanitizeRows from "./rehype-sanitize.json";
import rekogMcpNestRows from "./rekog-mcp-nest.json";
import remixRunNodeRows from "./remix-run-node.json";
import replicateRows from "./replicate.json";
import requestFilteringAgentRows from "./request-filtering-agent.json";
import requestRows from "./request.json";
import resendRows from "./resend.json";
import restifyRows from "./restify.json";
import rimrafRows from "./rimraf.json";
import routingControllersRows from "./routing-controllers.json";
import rssParserRows from "./rss-parser.json";
import runApplescriptRows from "./run-applescript.json";
import runtypesRows from "./runtypes.json";
import safeEvalRows from "./safe-eval.json";
import sanitizeFilenameRows from "./sanitize-filename.json";
import sanitizeHtmlRows from "./sanitize-html.json";
import seleniumWebdriverRows from "./selenium-webdriver.json";
import sendgridMailRows from "./sendgrid-mail.json";
import sentryNodeRows from "./sentry-node.json";
import sequelizeRows from "./sequelize.json";
import serpapiRows from "./serpapi.json";
import sharpRows from "./sharp.json";
import shellEscapeRows from "./shell-escape.json";
import shellQuoteRows from "./shell-quote.json";
import shelljsRows from "./shelljs.json";
import shescapeRows from "./shescape.json";
import shikiRows from "./shiki.json";
import showdownRows from "./showdown.json";
import simpleGitRows from "./simple-git.json";
import sinclairTypeboxRows from "./sinclair-typebox.json";
import slackBoltRows from "./slack-bolt.json";
import slackWebApiRows from "./slack-web-api.json";
import slugifyRows from "./slugify.json";
import snowflakeSdkRows from "./snowflake-sdk.json";
import socketIoRows from "./socket.io.json";
import solanaWeb3JsRows from "./solana-web3.js.json";
import spawnRxRows from "./spawn-rx.json";
import sqlJsRows from "./sql.js.json";
import sqliteRows from "./sqlite.json";
import sqlite3Rows from "./sqlite3.json";
import sqlstringRows from "./sqlstring.json";
import sqsConsumerRows from "./sqs-consumer.json";
import squirrellyRows from "./squirrelly.json";
import ssh2SftpClientRows from "./ssh2-sftp-client.json";
import ssh2Rows from "./ssh2.json";
import ssrfReqFilterRows from "./ssrf-req-filter.json";
import ssrfcheckRows from "./ssrfcheck.json";
import stdHttpRows from "./std-http.json";
import strandsAgentsSdkRows from "./strands-agents-sdk.json";
import stripeRows from "./stripe.json";
import sudoPromptRows from "./sudo-prompt.json";
import sugarHighRows from "./sugar-high.json";
import supabaseSupabaseJsRows from "./supabase-supabase-js.json";
import superagentRows from "./superagent.json";
import superstructRows from "./superstruct.json";
import surrealdbRows from "./surrealdb.json";
import sveltejsKitRows from "./sveltejs-kit.json";
import tanstackAiRows from "./tanstack-ai.json";
import tanstackReactStartRows from "./tanstack-react-start.json";
import tarFsRows from "./tar-fs.json";
import tarStreamRows from "./tar-stream.json";
import tarRows from "./tar.json";
import tauriAppsApiRows from "./tauri-apps-api.json";
import tavilyCoreRows from "./tavily-core.json";
import tavilyRows from "./tavily.json";
import tediousRows from "./tedious.json";
import teenProcessRows from "./teen_process.json";
import telegrafRows from "./telegraf.json";
import tesseractJsRows from "./tesseract.js.json";
import tinyAsyncPoolRows from "./tiny-async-pool.json";
import tinyexecRows from "./tinyexec.json";
import tmcpRows from "./tmcp.json";
import togetherAiRows from "./together-ai.json";
import triggerDevSdkRows from "./trigger.dev-sdk.json";
import trinoClientRows from "./trino-client.json";
import trpcServerRows from "./trpc-server.json";
import tsNodeRows from "./ts-node.json";
import tslogRows from "./tslog.json";
import tsoaRows from "./tsoa.json";
import turndownRows from "./turndown.json";
import twilioRows from "./twilio.json";
import typeGraphqlRows from "./type-graphql.json";
import typeormRows from "./typeorm.json";
import uiwReactMdEditorRows from "./uiw-react-md-editor.json";
import undiciRows from "./undici.json";
import unfurlJsRows from "./unfurl.js.json";
import unpdfRows from "./unpdf.json";
import unzipperRows from "./unzipper.json";
import upstashVectorRows from "./upstash-vector.json";
import urlMetadataRows from "./url-metadata.json";
import urlRows from "./url.json";
import urllibRows from "./urllib.json";
import utilRows from "./util.json";
import uuidRows from "./uuid.json";
import uwebsocketsJsRows from "./uwebsockets.js.json";
import valibotRows from "./valibot.json";
import validatorRows from "./validator.json";
import valkeyGlideRows from "./valkey-glide.json";
import vercelBlobRows from "./vercel-blob.json";
import vercelFunctionsRows from "./vercel-functions.json";
import vercelPostgresRows from "./vercel-postgres.json";
import viemRows from "./viem.json";
import vmRows from "./vm.json";
import vm2Rows from "./vm2.json";
import voltagentCoreRows from "./voltagent-core.json";
import vscodeRows from "./vscode.json";
import weaviateClientRows from "./weaviate-client.json";
import webdriverioRows from "./webdriverio.json";
import whatsappWebJsRows from "./whatsapp-web.js.json";
import whiskeysocketsBaileysRows from "./whiskeysockets-baileys.json";
import wikipediaRows from "./wikipedia.json";
import winstonRows from "./winston.json";
import workerThreadsRows from "./worker_threads.json";
import wretchRows from "./wretch.json";
import writeFileAtomicRows from "./write-file-atomic.json";
import wsRows from "./ws.json";
import xlsxRows from "./xlsx.json";
import xmcpRows from "./xmcp.json";
import xssRows from "./xss.json";
import yamlRows from "./yaml.json";
import yargsRows from "./yargs.json";
import yauzlRows from "./yauzl.json";
import youtubeDlExecRows from "./youtube-dl-exec.json";
import youtubeTranscriptRows from "./youtube-transcript.json";
import yupRows from "./yup.json";
import zillizMilvus2SdkNodeRows from "./zilliz-milvus2-sdk-node.json";
import zipLibRows from "./zip-lib.json";
import zodRows from "./zod.json";
import zxRows from "./zx.json";

export const packages: readonly unknown[] = [
  actionsExecRows,
  actionsGithubRows,
  admZipRows,
  adonisjsCoreRows,
  agenticCoreRows,
  agentsRows,
  aiSdkAmazonBedrockRows,
  aiSdkAnthropicRows,
  aiSdkAzureRows,
  aiSdkCerebrasRows,
  aiSdkCohereRows,
  aiSdkDeepinfraRows,
  aiSdkDeepseekRows,
  aiSdkFireworksRows,
  aiSdkGatewayRows,
  aiSdkGoogleVertexRows,
  aiSdkGoogleRows,
  aiSdkGroqRows,
  aiSdkMcpRows,
  aiSdkMistralRows,
  aiSdkOpenaiCompatibleRows,
  aiSdkOpenaiRows,
  aiSdkPerplexityRows,
  aiSdkProviderRows,
  aiSdkReactRows,
  aiSdkTogetheraiRows,
  aiSdkXaiRows,
  aiRows,
  ajvRows,
  alasqlRows,
  algoliasearchRows,
  amqplibRows,
  anthropicAiClaudeAgentSdkRows,
  anthropicAiSdkRows,
  apolloServerRows,
  applescriptRows,
  arangojsRows,
  arktypeRows,
  astroRows,
  asyncRows,
  auth0NextjsAuth0Rows,
  awsLambdaRows,
  awsSdkClientAthenaRows,
  awsSdkClientBedrockRuntimeRows,
  awsSdkClientRdsDataRows,
  awsSdkClientRedshiftDataRows,
  awsSdkClientS3Rows,
  awsSdkClientSesRows,
  awsSdkClientSqsRows,
  awsSdkClientTimestreamQueryRows,
  axLlmAxRows,
  axiosRows,
  azureFunctionsRows,
  azureOpenaiRows,
  azureRestAiInferenceRows,
  bentRows,
  betterAuthRows,
  betterSqlite3Rows,
  bluebirdRows,
  botbuilderRows,
  braintreeRows,
  browserbasehqStagehandRows,
  bullmqRows,
  bunRows,
  bunyanRows,
  cassandraDriverRows,
  cerebrasCerebrasCloudSdkRows,
  changeCaseRows,
  chatRows,
  chatgptRows,
  cheerioRows,
  childProcessPromiseRows,
  childProcessRows,
  chromadbRows,
  chromeRemoteInterfaceRows,
  clackPromptsRows,
  classValidatorRows,
  clerkNextjsRows,
  clickhouseClientRows,
  cloudflareWorkersTypesRows,
  cloudflareWorkersRows,
  cohereAiRows,
  commanderRows,
  concurrentlyRows,
  connectrpcConnectRows,
  consolaRows,
  consoleRows,
  conventionRows,
  convexRows,
  copilotkitRuntimeRows,
  couchbaseRows,
  crawleeRows,
  crossSpawnRows,
  cryptoRows,
  cyanheadsMcpTsCoreRows,
  databricksSqlRows,
  db0Rows,
  decompressRows,
  devicefarmerAdbkitRows,
  discordJsRows,
  dnsRows,
  dockerodeRows,
  dompurifyRows,
  dotRows,
  downloadRows,
  drizzleOrmRows,
  duckDuckScrapeRows,
  duckdbRows,
  e2bCodeInterpreterRows,
  effectRows,
  ejsRows,
  elasticElasticsearchRows,
  electricSqlPgliteRows,
  electronRows,
  elizaosCoreRows,
  elysiaRows,
  endpointRows,
  entitiesRows,
  escapeHtmlRows,
  etaRows,
  ethersRows,
  eventsourceParserRows,
  eventsourceRows,
  exaJsRows,
  execShRows,
  execaRows,
  expoSpawnAsyncRows,
  expressJwtRows,
  expressRows,
  extractZipRows,
  extractusArticleExtractorRows,
  falkordbRows,
  fastifyRows,
  fastmcpRows,
  firebaseAdminRows,
  firebaseFunctionsRows,
  fluentFfmpegRows,
  formDataRows,
  formidableRows,
  fsRows,
  gaxiosRows,
  genkitRows,
  gigetRows,
  githubCopilotSdkRows,
  globRows,
  globalRows,
  googleAdkRows,
  googleCloudBigqueryRows,
  googleCloudPubsubRows,
  googleCloudSpannerRows,
  googleGeminiCliCoreRows,
  googleGenaiRows,
  googleGenerativeAiRows,
  googleapisRows,
  gotRows,
  grammyRows,
  graphqlToolsSchemaRows,
  graphqlYogaRows,
  grayMatterRows,
  gremlinRows,
  groqSdkRows,
  grpcGrpcJsRows,
  h3Rows,
  hanaClientRows,
  handlebarsRows,
  hapiHapiRows,
  heRows,
  highlightJsRows,
  honoRows,
  htmlEntitiesRows,
  htmlEscaperRows,
  htmlReactParserRows,
  htmlToTextRows,
  httpRows,
  huggingfaceInferenceRows,
  huggingfaceTransformersRows,
  ibmDbRows,
  imapflowRows,
  importFreshRows,
  influxRows,
  influxdataInfluxdbClientRows,
  inngestAgentKitRows,
  inngestRows,
  inquirerPromptsRows,
  inquirerRows,
  insaneRows,
  instructorAiInstructorRows,
  ioTsRows,
  ioredisRows,
  ipRows,
  ipaddrJsRows,
  ironSessionRows,
  isPathInsideRows,
  isolatedVmRows,
  isomorphicGitRows,
  ittyRouterRows,
  jiraJsRows,
  jitiRows,
  joiRows,
  joseRows,
  jqueryRows,
  jsYamlRows,
  jsdomRows,
  jsforceRows,
  json5Rows,
  jsonpathPlusRows,
  jsonpathRows,
  jsonrepairRows,
  jsonschemaRows,
  jsonwebtokenRows,
  jszipRows,
  kafkajsRows,
  knexRows,
  koaRouterRows,
  koaRows,
  kubernetesClientNodeRows,
  kuzuRows,
  kyRows,
  kyselyRows,
  lancedbLancedbRows,
  langchainAnthropicRows,
  langchainAwsRows,
  langchainCohereRows,
  langchainCommunityRows,
  langchainCoreRows,
  langchainDeepseekRows,
  langchainGoogleGenaiRows,
  langchainGoogleVertexaiRows,
  langchainGroqRows,
  langchainLanggraphCheckpointRows,
  langchainLanggraphRows,
  langchainMcpAdaptersRows,
  langchainMistralaiRows,
  langchainOllamaRows,
  langchainOpenaiRows,
  langchainPineconeRows,
  langchainTavilyRows,
  langchainTextsplittersRows,
  langchainXaiRows,
  langchainRows,
  ldapjsRows,
  ldaptsRows,
  libsqlClientRows,
  linearSdkRows,
  linkPreviewJsRows,
  linkedomRows,
  litRows,
  litemcpRows,
  livekitAgentsRows,
  llamaindexRows,
  lmstudioSdkRows,
  lodashRows,
  log4jsRows,
  loglevelRows,
  mailparserRows,
  mammothRows,
  mariozechnerPiAgentCoreRows,
  mariozechnerPiAiRows,
  mariozechnerPiCodingAgentRows,
  markdownItRows,
  markedRows,
  mastraCoreRows,
  mathjsRows,
  mcpFrameworkRows,
  mcpHandlerRows,
  mcpLiteRows,
  mcpUseRows,
  meilisearchRows,
  mem0aiRows,
  mendableFirecrawlJsRows,
  micromarkRows,
  microsoftFetchEventSourceRows,
  mikroOrmCoreRows,
  minimistRows,
  mistralaiMistralaiRows,
  mkdirpRows,
  mlcAiWebLlmRows,
  modelcontextprotocolSdkRows,
  moduleRows,
  mongodbRows,
  mongooseRows,
  mozillaReadabilityRows,
  mqttRows,
  mssqlRows,
  multerRows,
  multipartyRows,
  mysql2Rows,
  natsRows,
  needleRows,
  neo4jDriverRows,
  nestjsAxiosRows,
  nestjsCommonRows,
  nestjsGraphqlRows,
  nestjsMicroservicesRows,
  nestjsWebsocketsRows,
  netRows,
  nextAuthRows,
  nextSafeActionRows,
  nextRows,
  nodeCmdRows,
  nodeDownloaderHelperRows,
  nodeFetchRows,
  nodeLlamaCppRows,
  nodePowershellRows,
  nodePtyRows,
  nodeSerializeRows,
  nodeSshRows,
  nodeStreamZipRows,
  nodeTelegramBotApiRows,
  nodemailerRows,
  notionhqClientRows,
  nunjucksRows,
  oakRows,
  objectionRows,
  octokitRestRows,
  octokitWebhooksRows,
  odbcRows,
  ofetchRows,
  officeparserRows,
  ollamaAiProviderRows,
  ollamaRows,
  openGraphScraperRows,
  openRows,
  openaiAgentsRows,
  openaiCodexSdkRows,
  openaiRows,
  openclawRows,
  opencodeAiPluginRows,
  openrouterAiSdkProviderRows,
  openrouterSdkRows,
  oracledbRows,
  orpcServerRows,
  pEachSeriesRows,
  pLimitRows,
  pMapRows,
  pQueueRows,
  pRetryRows,
  papaparseRows,
  passportRows,
  pathRows,
  paypalCheckoutServerSdkRows,
  pdfParseRows,
  pdfjsDistRows,
  pgFormatRows,
  pgPromiseRows,
  pgRows,
  pgvectorRows,
  pineconeDatabasePineconeRows,
  pinoRows,
  planetscaleDatabaseRows,
  playwrightRows,
  polkaRows,
  portkeyAiRows,
  postgresRows,
  postlightParserRows,
  postmarkRows,
  prestoClientRows,
  prismaClientRows,
  privateIpRows,
  probotRows,
  processRows,
  promptsRows,
  pugRows,
  puppeteerClusterRows,
  puppeteerRows,
  pyodideRows,
  pythonShellRows,
  qdrantJsClientRestRows,
  querystringRows,
  reactMarkdownRows,
  readlineSyncRows,
  readlineRows,
  redaxiosRows,
  redisRows,
  rehypeSanitizeRows,
  rekogMcpNestRows,
  remixRunNodeRows,
  replicateRows,
  requestFilteringAgentRows,
  requestRows,
  resendRows,
  restifyRows,
  rimrafRows,
  routingControllersRows,
  rssParserRows,
  runApplescriptRows,
  runtypesRows,
  safeEvalRows,
  sanitizeFilenameRows,
  sanitizeHtmlRows,
  seleniumWebdriverRows,
  sendgridMailRows,
  sentryNodeRows,
  sequelizeRows,
  serpapiRows,
  sharpRows,
  shellEscapeRows,
  shellQuoteRows,
  shelljsRows,
  shescapeRows,
  shikiRows,
  showdownRows,
  simpleGitRows,
  sinclairTypeboxRows,
  slackBoltRows,
  slackWebApiRows,
  slugifyRows,
  snowflakeSdkRows,
  socketIoRows,
  solanaWeb3JsRows,
  spawnRxRows,
  sqlJsRows,
  sqliteRows,
  sqlite3Rows,
  sqlstringRows,
  sqsConsumerRows,
  squirrellyRows,
  ssh2SftpClientRows,
  ssh2Rows,
  ssrfReqFilterRows,
  ssrfcheckRows,
  stdHttpRows,
  strandsAgentsSdkRows,
  stripeRows,
  sudoPromptRows,
  sugarHighRows,
  supabaseSupabaseJsRows,
  superagentRows,
  superstructRows,
  surrealdbRows,
  sveltejsKitRows,
  tanstackAiRows,
  tanstackReactStartRows,
  tarFsRows,
  tarStreamRows,
  tarRows,
  tauriAppsApiRows,
  tavilyCoreRows,
  tavilyRows,
  tediousRows,
  teenProcessRows,
  telegrafRows,
  tesseractJsRows,
  tinyAsyncPoolRows,
  tinyexecRows,
  tmcpRows,
  togetherAiRows,
  triggerDevSdkRows,
  trinoClientRows,
  trpcServerRows,
  tsNodeRows,
  tslogRows,
  tsoaRows,
  turndownRows,
  twilioRows,
  typeGraphqlRows,
  typeormRows,
  uiwReactMdEditorRows,
  undiciRows,
  unfurlJsRows,
  unpdfRows,
  unzipperRows,
  upstashVectorRows,
  urlMetadataRows,
  urlRows,
  urllibRows,
  utilRows,
  uuidRows,
  uwebsocketsJsRows,
  valibotRows,
  validatorRows,
  valkeyGlideRows,
  vercelBlobRows,
  vercelFunctionsRows,
  vercelPostgresRows,
  viemRows,
  vmRows,
  vm2Rows,
  voltagentCoreRows,
  vscodeRows,
  weaviateClientRows,
  webdriverioRows,
  whatsappWebJsRows,
  whiskeysocketsBaileysRows,
  wikipediaRows,
  winstonRows,
  workerThreadsRows,
  wretchRows,
  writeFileAtomicRows,
  wsRows,
  xlsxRows,
  xmcpRows,
  xssRows,
  yamlRows,
  yargsRows,
  yauzlRows,
  youtubeDlExecRows,
  youtubeTranscriptRows,
  yupRows,
  zillizMilvus2SdkNodeRows,
  zipLibRows,
  zodRows,
  zxRows,
];
