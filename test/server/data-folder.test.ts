import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder } from '../../src/node/data-folder.ts'

const home = '/homes/ada'

describe('the data folder', () => {
  it.each([
    { platform: 'linux', env: {}, folder: '/homes/ada/.local/share/interleave' },
    { platform: 'linux', env: { XDG_DATA_HOME: '/data' }, folder: '/data/interleave' },
    { platform: 'linux', env: { XDG_DATA_HOME: '' }, folder: '/homes/ada/.local/share/interleave' },
    { platform: 'linux', env: { XDG_DATA_HOME: 'data' }, folder: '/homes/ada/.local/share/interleave' },
    { platform: 'freebsd', env: {}, folder: '/homes/ada/.local/share/interleave' },
    { platform: 'darwin', env: {}, folder: '/homes/ada/Library/Application Support/Interleave' },
    {
      platform: 'darwin',
      env: { XDG_DATA_HOME: '/data' },
      folder: '/homes/ada/Library/Application Support/Interleave',
    },
    { platform: 'win32', env: { APPDATA: '/roaming' }, folder: '/roaming/Interleave' },
    { platform: 'win32', env: {}, folder: '/homes/ada/AppData/Roaming/Interleave' },
  ] as const)('is where applications on $platform keep theirs, with $env', ({ platform, env, folder }) => {
    expect(dataFolder({ platform, env, home })).toBe(folder)
  })

  it('is another one where the environment says so, on every platform', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const env = { INTERLEAVE_DATA_DIR: '/elsewhere', XDG_DATA_HOME: '/data', APPDATA: '/roaming' }
      expect(dataFolder({ platform, env, home })).toBe('/elsewhere')
      expect(dataFolder({ platform, env: { INTERLEAVE_DATA_DIR: 'here' }, home })).toBe(resolve('here'))
    }
  })
})
