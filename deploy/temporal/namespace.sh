#!/bin/sh
# The namespace of the workbench: histories are kept for 30 days, runs can be found by project, kind, actor and id.
set -eu
export TEMPORAL_ADDRESS=temporal:7233
until temporal operator cluster health >/dev/null 2>&1; do sleep 1; done
temporal operator namespace describe --namespace default >/dev/null 2>&1 \
  || temporal operator namespace create --namespace default --retention 720h
temporal operator namespace update --namespace default --retention 720h
for attribute in WbxProject WbxKind WbxActor WbxRun; do
  temporal operator search-attribute create --namespace default --name "$attribute" --type Keyword
done
