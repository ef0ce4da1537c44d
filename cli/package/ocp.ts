#!/usr/bin/env node
import "./node_20.ts";
import "../main.ts";
